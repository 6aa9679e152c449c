import { describe, expect, test } from 'vitest';
import { plot, type PlotSpec } from '../../../tui/plot/plot.ts';

const spec = (change: Partial<PlotSpec> = {}): PlotSpec => ({
  width: 8,
  height: 6,
  x: [0, 5],
  y: [0, 15],
  log: false,
  layers: [],
  markers: [],
  verticals: [],
  ...change,
});
const text = (of: PlotSpec): readonly string[] =>
  plot(of).map((line) => line.map((each) => each.text).join(''));

describe('plot', () => {
  test('draws labelled axes and a line from corner to corner', () => {
    const points = [
      { x: 0, y: 0 },
      { x: 5, y: 15 },
    ];
    // 6 by 4 characters are 12 by 16 dots. The line runs from (0, 15) to (11, 0): the lowest character holds (0, 15),
    // (1, 14) and (1, 13), the one to its right (2, 12).
    expect(text(spec({ width: 9, layers: [{ tone: 'smooth', joined: true, points }] }))).toEqual([
      '  │    ⢀⠎',
      '10┤   ⡰⠁ ',
      '  │ ⢀⠎   ',
      ' 0┤⡰⠁    ',
      '  └┬─────',
      '   0     ',
    ]);
  });

  test('draws unconnected dots, markers above them, vertical lines below them', () => {
    const points = [
      { x: 1, y: 15 },
      { x: 2, y: 0 },
    ];
    const lines = text(
      spec({
        layers: [{ tone: 'raw', joined: false, points }],
        markers: [{ x: 2, y: 15, char: '◆', tone: 'valid' }],
        verticals: [2],
      }),
    );
    expect(lines[0]?.slice(-5)).toMatch(/^.?.◆/u);
    expect(lines.slice(1, 3).every((line) => line.includes('┊'))).toBe(true);
    expect(lines[3]).not.toContain('┊');
  });

  test('a logarithmic axis spaces powers of ten evenly', () => {
    // Seven lines, four powers of ten: one every two lines, the highest at the top.
    const labels = text(spec({ height: 9, y: [0.1, 100], log: true })).map((line) => line.slice(0, 3).trim());
    expect(labels.slice(0, 7)).toEqual(['100', '', '10', '', '1', '', '0.1']);
  });

  test('merges neighbours of the same tone into one span', () => {
    const points = [
      { x: 0, y: 15 },
      { x: 5, y: 15 },
    ];
    const [first] = plot(spec({ layers: [{ tone: 'smooth', joined: true, points }] }));
    expect(first?.map(({ tone }) => tone)).toEqual(['quiet', 'smooth']);
  });

  test('drops points with NaN or infinite coordinates', () => {
    const points = [
      { x: 0, y: Number.NaN },
      { x: Number.POSITIVE_INFINITY, y: 1 },
    ];
    expect(text(spec({ layers: [{ tone: 'raw', joined: true, points }] }))).toEqual(text(spec()));
  });

  test('leaves out labels that would touch', () => {
    const bottom = text(spec({ width: 30, x: [0, 100_000] })).at(-1) ?? '';
    expect(bottom.trim().split(/\s+/).length).toBeLessThanOrEqual(3);
  });
});
