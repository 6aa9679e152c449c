import { describe, expect, test } from 'vitest';
import { drawable, type Chart, type Point } from '../../../src/reports/index.ts';
import { linePlot } from '../../../src/reports/run-report/plots/line-plot.ts';
import { plot } from '../../../tui/plot/plot.ts';

const chart = (change: Partial<Chart>, ...points: readonly Point[]): Chart => ({
  name: 'loss',
  title: '',
  description: '',
  x: { name: 'training step', from: 0, to: 5 },
  y: { name: 'loss' },
  series: [{ name: '', tone: 'smooth', mark: 'line', points }],
  levels: [],
  marks: [],
  ...change,
});
const pointsOf = (of: Chart): readonly Point[] | undefined => drawable(of).series[0]?.points;
const log = { name: 'learning rate', from: 1e-5, to: 1, log: true } as const;

describe('drawable', () => {
  test('changes nothing that can be drawn', () => {
    const fine = chart(
      {
        y: { name: 'loss', from: 0, to: 3 },
        levels: [{ name: '', value: 1 }],
        marks: [{ x: 2, labels: [''] }],
      },
      { x: 0, y: -2.5 },
      { x: 5, y: 1e9 },
    );
    expect(drawable(fine)).toEqual(fine);
  });

  test('values near the limits of double precision are gaps, or 0', () => {
    const values = [1e308, -1e101, Infinity, 5e-324].map((y, x) => ({ x, y }));
    expect(pointsOf(chart({}, ...values))).toEqual([NaN, NaN, NaN, 0].map((y, x) => ({ x, y })));
  });

  test('drops points and marks beside the axis', () => {
    const beside = chart(
      { marks: [{ x: 1e300, labels: [''] }] },
      { x: -1, y: 1 },
      { x: 3, y: 1 },
      { x: NaN, y: 1 },
    );
    expect(pointsOf(beside)).toEqual([{ x: 3, y: 1 }]);
    expect(drawable(beside).marks).toEqual([]);
  });

  test('a logarithmic axis begins above 0', () => {
    expect(pointsOf(chart({ x: log }, { x: 0, y: 1 }, { x: 0.1, y: 2 }))).toEqual([{ x: 0.1, y: 2 }]);
    const { x } = drawable(
      chart({ x: { ...log, from: 0 } }, { x: 0.1, y: 1 }, { x: -1, y: 1 }, { x: 0.2, y: 1 }),
    );
    expect(x).toEqual({ ...log, from: 0.1, to: 0.2 });
  });

  test('an axis without ends has those of its points', () => {
    const axis = { name: 'training step', from: 0 } as const;
    for (const to of [NaN, Infinity, 1e200, -1])
      expect(drawable(chart({ x: { ...axis, to } }, { x: 1, y: 1 }, { x: 4, y: 1 })).x).toEqual({
        ...axis,
        from: 1,
        to: 4,
      });
    expect(drawable(chart({ x: { ...axis, to: NaN } })).x).toEqual({ ...axis, from: 1, to: 1 });
  });

  test('limits between which there is nothing are dropped', () => {
    expect(drawable(chart({ y: { name: 'loss', from: 0, to: 1e-310 } })).y).toEqual({ name: 'loss' });
    expect(drawable(chart({ y: { name: 'loss', to: Infinity } })).y).toEqual({ name: 'loss' });
  });
});

test.each([
  ['a rate of 0 on a logarithmic axis', chart({ x: { ...log, from: 0 } }, { x: 0, y: 1 }, { x: 1, y: 2 })],
  ['a step far outside', chart({}, { x: 0, y: 1 }, { x: 1e90, y: 2 }, { x: 5, y: 1 })],
  ['losses whose difference overflows', chart({}, { x: 0, y: -1e308 }, { x: 5, y: 1e308 })],
  [
    'losses below the smallest normal number',
    chart({ y: { name: 'loss', to: 1e-323 } }, { x: 0, y: 5e-324 }, { x: 5, y: 1 }),
  ],
  [
    'an axis without an end',
    chart({ x: { name: 'epoch', from: 1, to: Infinity } }, { x: 1, y: 1 }, { x: 2, y: 1 }),
  ],
  ['an axis with points at one place only', chart({ x: { ...log, from: 0, to: 0 } }, { x: 0, y: 1 })],
])('a page and a terminal can draw %s', (_, each) => {
  expect(linePlot(each).draw({ width: 400, height: 200 })).toContain('<svg');
  expect(plot(each, { width: 40, height: 10 })).toHaveLength(10);
});
