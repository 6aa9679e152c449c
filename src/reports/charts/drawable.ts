import type { Chart, Point, XAxis, YAxis } from './chart.ts';

/** Numbers of a greater magnitude, or a smaller one, overflow in the arithmetic of a renderer. */
const [SMALLEST, LARGEST] = [1e-100, 1e100];

/** A phase begins half an epoch before the point of its first one. */
const MARK_MARGIN = 0.5;

/** Returns the number, 0 for one that is too small to draw, and NaN for one that is too large. */
const drawn = (value: number): number => {
  if (!(Math.abs(value) <= LARGEST)) return NaN;
  return Math.abs(value) < SMALLEST ? 0 : value;
};

/**
 * Returns the chart without what no renderer can draw: numbers that are not finite or near the limits of double precision,
 * positions outside the x axis and, if that is logarithmic, not above 0. Values of such points become gaps.
 */
export function drawable(chart: Chart): Chart {
  const isOnAxis = (x: number): boolean => Number.isFinite(x) && (chart.x.log !== true || x > 0);
  const series = chart.series.map((each) => ({
    ...each,
    points: each.points
      .map(({ x, y }): Point => ({ x: drawn(x), y: drawn(y) }))
      .filter(({ x }) => isOnAxis(x)),
  }));
  const x = rangeOf(
    chart.x,
    series.flatMap(({ points }) => points.map((point) => point.x)),
  );
  const isInside = (position: number): boolean => position >= x.from && position <= x.to;
  return {
    ...chart,
    x,
    y: limitsOf(chart.y),
    series: series.map((each) => ({ ...each, points: each.points.filter((point) => isInside(point.x)) })),
    levels: chart.levels.filter(({ value }) => Number.isFinite(drawn(value))),
    marks: chart.marks.filter((mark) => mark.x >= x.from - MARK_MARGIN && mark.x <= x.to + MARK_MARGIN),
  };
}

/** Returns the axis with its ends, or those of the points if it has none. */
function rangeOf(axis: XAxis, positions: readonly number[]): XAxis {
  const [from, to] = [drawn(axis.from), drawn(axis.to)];
  if (to >= from && (axis.log !== true || from > 0)) return { ...axis, from, to };
  const [first, last] = positions.reduce(
    ([least, most], each) => [Math.min(least, each), Math.max(most, each)],
    [Infinity, -Infinity],
  );
  return positions.length === 0 ? { ...axis, from: 1, to: 1 } : { ...axis, from: first, to: last };
}

function limitsOf({ from = NaN, to = NaN, ...axis }: YAxis): YAxis {
  const [low, high] = [drawn(from), drawn(to)];
  const isEmpty = high <= low;
  return {
    ...axis,
    ...(Number.isNaN(low) || isEmpty ? {} : { from: low }),
    ...(Number.isNaN(high) || isEmpty ? {} : { to: high }),
  };
}
