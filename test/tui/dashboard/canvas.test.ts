import { expect, test } from 'vitest';
import { Canvas } from '../../../tui/dashboard/canvas.ts';

const red = (text: string): string => `\u001B[31m${text}\u001B[39m`;

test('lines take the places that were kept for them, those behind them stay where they are', () => {
  const canvas = new Canvas();
  const left = canvas.put(red('left'), 8, 4);
  const right = canvas.put('right', 6, 5);
  const below = canvas.put('below', 8, 5);
  expect([left, right, below].map((each) => each.length)).toEqual([1, 1, 1]);
  const frame = [`${left}${' '.repeat(7)}${right}`, '', `  ${below}`, 'plain'].join('\n');
  expect(canvas.painted(frame)).toBe([`${red('left')}    right`, '', '  below', 'plain'].join('\n'));
});

test('a frame has nothing of the one before', () => {
  const canvas = new Canvas();
  canvas.put('old', 3, 3);
  canvas.painted('');
  const stand = canvas.put('new', 3, 3);
  expect(canvas.painted(stand)).toBe('new');
  expect(canvas.put('', 3, 0)).toBe('');
});

test('text that looks like a place is only text', () => {
  const canvas = new Canvas();
  const stand = canvas.put('\uE001', 3, 1);
  expect(canvas.painted(stand)).toBe('\uE001');
});
