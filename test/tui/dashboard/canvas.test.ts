import { expect, test } from 'vitest';
import { Canvas } from '../../../tui/dashboard/canvas.ts';

const red = (text: string): string => `\u001B[31m${text}\u001B[39m`;

test('lines replace their placeholders; text to the right stays in place', () => {
  const canvas = new Canvas();
  const left = canvas.put(red('left'), 8, 4);
  const right = canvas.put('right', 6, 5);
  const below = canvas.put('below', 8, 5);
  expect([left, right, below].map((each) => each.length)).toEqual([1, 1, 1]);
  const frame = [`${left}${' '.repeat(7)}${right}`, '', `  ${below}`, 'plain'].join('\n');
  expect(canvas.paint(frame)).toBe([`${red('left')}    right`, '', '  below', 'plain'].join('\n'));
});

test('a frame contains nothing of the previous one', () => {
  const canvas = new Canvas();
  canvas.put('old', 3, 3);
  canvas.paint('');
  const placeholder = canvas.put('new', 3, 3);
  expect(canvas.paint(placeholder)).toBe('new');
  expect(canvas.put('', 3, 0)).toBe('');
});

test('a private-use character in a text is not a placeholder', () => {
  const canvas = new Canvas();
  const placeholder = canvas.put('\uE001', 3, 1);
  expect(canvas.paint(placeholder)).toBe('\uE001');
});
