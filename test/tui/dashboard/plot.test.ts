import { describe, expect, test } from 'vitest';
import type { Chart, Point, Series } from '../../../src/reports/index.ts';
import { plot, type Size } from '../../../tui/plot/plot.ts';

const size: Size = { width: 8, height: 6 };
const line = (...points: readonly Point[]): Series => ({ name: '', tone: 'smooth', mark: 'line', points });
/** From (0, 0) to (5, 15). */
const diagonal = line({ x: 0, y: 0 }, { x: 5, y: 15 });
const chart = (change: Partial<Chart> = {}): Chart => ({
  name: '',
  title: '',
  description: '',
  x: { name: 'training step', from: 0, to: 5 },
  y: { name: 'loss' },
  series: [diagonal],
  levels: [],
  marks: [],
  ...change,
});
const text = (of: Chart, change: Partial<Size> = {}): readonly string[] =>
  plot(of, { ...size, ...change }).map((line) => line.map((each) => each.text).join(''));

describe('plot', () => {
  test('draws labelled axes and a line from corner to corner', () => {
    // 6 by 4 characters are 12 by 16 dots. The line runs from (0, 15) to (11, 0): the lowest character holds (0, 15),
    // (1, 14) and (1, 13), the one to its right (2, 12).
    expect(text(chart(), { width: 9 })).toEqual([
      '  │    ⢀⠎',
      '10┤   ⡰⠁ ',
      '  │ ⢀⠎   ',
      ' 0┤⡰⠁    ',
      '  └┬─────',
      '   0     ',
    ]);
  });

  test('draws unconnected dots, symbols above them, phases below them', () => {
    const lines = text(
      chart({
        series: [
          {
            ...diagonal,
            mark: 'dots',
            points: [
              { x: 1, y: 15 },
              { x: 2, y: 0 },
            ],
          },
          { ...diagonal, mark: 'symbols', symbol: '◆', points: [{ x: 2, y: 15 }] },
        ],
        marks: [0, 2].map((x) => ({ x, labels: [''] as const })),
      }),
    );
    expect(lines[0]?.slice(-5)).toMatch(/^.?.◆/u);
    expect(lines.slice(1, 3).every((each) => each.split('┊').length === 2)).toBe(true);
    expect(lines[3]).not.toContain('┊');
  });

  test('a symbol marks the end of a plain line, and each point of a line with symbols', () => {
    const count = (mark: Series['mark']): number =>
      text(chart({ series: [{ ...diagonal, mark, symbol: '●' }] }))
        .join('')
        .split('●').length - 1;
    expect([count('line'), count('line with symbols')]).toEqual([1, 2]);
  });

  test('a level is a dotted line across the chart, and in range', () => {
    const level = { name: 'chance', value: -15 };
    expect(text(chart({ levels: [level] }))[3]).toBe(' │⡀ ⡀ ⡀ ');
  });

  test('a logarithmic axis spaces powers of ten evenly', () => {
    // Seven lines, four powers of ten: one every two lines, the highest at the top.
    const series = [line({ x: 0, y: 0.1 }, { x: 5, y: 100 })];
    const labels = text(chart({ series, y: { name: 'loss', log: true } }), { height: 9 }).map((each) =>
      each.slice(0, 3).trim(),
    );
    expect(labels.slice(0, 7)).toEqual(['100', '', '10', '', '1', '', '0.1']);
  });

  test('merges neighbours of the same tone into one span', () => {
    const [first] = plot(chart({ series: [line({ x: 0, y: 15 }, { x: 5, y: 15 })] }), { ...size, height: 3 });
    expect(first?.map(({ tone }) => tone)).toEqual(['quiet', 'smooth']);
  });

  test('NaN and infinities are gaps', () => {
    const ends = [
      { x: 0, y: 3 },
      { x: 5, y: 3 },
    ] as const;
    const drawn = (...between: readonly number[]): string =>
      text(chart({ series: [line(ends[0], ...between.map((y) => ({ x: 2, y })), ends[1])] })).join('');
    const dots = (shown: string): number => (shown.match(/[\u2801-\u28FF]/g) ?? []).length;
    expect(dots(drawn())).toBeGreaterThan(2);
    for (const gap of [NaN, Infinity, -Infinity]) expect(dots(drawn(gap))).toBe(2);
    expect(dots(text(chart({ series: [line({ x: NaN, y: 1 })] })).join(''))).toBe(0);
  });

  test('leaves out labels that would touch', () => {
    const x = { name: 'training step', from: 0, to: 100_000 } as const;
    const bottom = text(chart({ x }), { width: 30 }).at(-1) ?? '';
    expect(bottom.trim().split(/\s+/).length).toBeLessThanOrEqual(3);
  });
});
