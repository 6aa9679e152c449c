import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { Explanation, HeatMap } from '../../../src/core/index.ts';
import { heatLines } from '../../../tui/lines/heat-lines.ts';

const map: HeatMap = { height: 2, width: 2, values: [0, 1, 2, 4] };
const explanation = (height: number, width: number): Explanation => ({
  path: 'a.jpg',
  label: 'cat',
  probability: 1,
  pixels: { height, width, data: new Uint8Array(height * width * 3).fill(255) },
  map,
});
const plain = (line: string): string => stripVTControlCharacters(line);

describe.each([0, 1, 2, 3] as const)('at colour level %i', (level) => {
  test.each([
    [64, 64],
    [64, 640],
    [640, 64],
    [1, 1],
    [30, 500],
  ])('an image of %i × %i fits 24 lines of 80 characters, and a narrow terminal', (height, width) => {
    for (const room of [200, 80, 30]) {
      const lines = heatLines(explanation(height, width), { level, width: room }).map(plain);
      expect(lines.length).toBeGreaterThan(0);
      expect(lines.length).toBeLessThanOrEqual(24);
      expect(new Set(lines.map(({ length }) => length)).size).toBe(1);
      expect(lines[0]!.length).toBeLessThanOrEqual(Math.min(80, room));
    }
  });
});

test('in colours: the input, and beside it the same under the heat, two pixels per character', () => {
  const lines = heatLines(explanation(2, 2), { level: 3, width: 6 });
  const white = '\u001B[38;2;255;255;255m\u001B[48;2;255;255;255m▀';
  // 0.4 of white and 0.6 of the colour of 0, 1/2, 1/4 and 1.
  expect(lines).toHaveLength(1);
  expect(lines[0]!.startsWith(white)).toBe(true);
  expect(lines[0]).toContain('\u001B[38;2;102;102;104m\u001B[48;2;');
  expect(lines[0]).toMatch(/48;2;253;255;200m▀/);
  expect(plain(lines[0]!)).toBe('▀▀  ▀▀');
});

test('without colours: the heat in shades, in a frame as wide as the image', () => {
  const lines = heatLines(explanation(4, 4), { level: 0, width: 6 });
  // The map at two rows and four columns: 0 1/16 3/16 1/4, and 1/2 5/8 7/8 1.
  expect(lines).toEqual(['┌────┐', '│   ░│', '│▒▓██│', '└────┘']);
});
