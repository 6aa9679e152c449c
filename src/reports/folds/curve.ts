import { at } from '../../core/index.ts';

/** A training step as a point of a curve. */
export interface CurvePoint {
  /** The step, from 0 since the run began. */
  readonly at: number;
  readonly loss: number;
  readonly smoothLoss: number;
  readonly learningRate: number;
}

/** Adjacent steps merged: the lowest and highest loss, and the smoothed loss and learning rate of the last step. */
export interface Bucket {
  readonly steps: number;
  readonly at: number;
  readonly low: number;
  readonly high: number;
  readonly smoothLoss: number;
  readonly learningRate: number;
}

/** A curve of any number of steps in a bounded number of buckets, all of one width except the open one. */
export interface Curve {
  /** Steps per bucket. */
  readonly width: number;
  /** The full buckets; later curves share the array and append to it, so only the first `count` belong to this curve. */
  readonly full: Bucket[];
  readonly count: number;
  /** The last bucket, while it has fewer steps than `width`. */
  readonly open: Bucket | null;
}

/** More than a wide terminal can show (200 characters have 400 dots), and about the width of a page in pixels. */
export const CAPACITY = 1024;

export const noCurve: Curve = { width: 1, full: [], count: 0, open: null };

/** Returns the curve with one more step. At capacity, pairs of buckets are merged. */
export function withPoint({ width, full, count, open: before }: Curve, point: CurvePoint): Curve {
  const { at: step, loss, smoothLoss, learningRate } = point;
  const bucket = { steps: 1, at: step, low: loss, high: loss, smoothLoss, learningRate };
  const open = before === null ? bucket : mergeBuckets(before, bucket);
  if (open.steps < width) return { width, full, count, open };
  // Copying the array for each step would take most of the time of a replay.
  const longer = count > 0 && full.length === count ? full : full.slice(0, count);
  longer.push(open);
  if (longer.length < CAPACITY) return { width, full: longer, count: count + 1, open: null };
  const halved = halve(longer);
  return { width: 2 * width, full: halved, count: halved.length, open: null };
}

/** Returns all buckets, including the open one. */
export const bucketsOf = ({ full, count, open }: Curve): readonly Bucket[] => [
  ...full.slice(0, count),
  ...(open === null ? [] : [open]),
];

const halve = (buckets: readonly Bucket[]): Bucket[] =>
  Array.from({ length: buckets.length / 2 }, (_, i) =>
    mergeBuckets(at(buckets, 2 * i), at(buckets, 2 * i + 1)),
  );

/** Ignores NaN and infinite losses, which cannot be drawn. */
const mergeBuckets = (a: Bucket, b: Bucket): Bucket => ({
  steps: a.steps + b.steps,
  at: b.at,
  low: finiteMin(a.low, b.low),
  high: -finiteMin(-a.high, -b.high),
  smoothLoss: Number.isFinite(b.smoothLoss) ? b.smoothLoss : a.smoothLoss,
  learningRate: b.learningRate,
});

const finiteMin = (a: number, b: number): number => {
  if (!Number.isFinite(a)) return b;
  return Number.isFinite(b) ? Math.min(a, b) : a;
};
