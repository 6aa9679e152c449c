import { at } from '../core/index.ts';

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

/** A curve of any number of steps in a bounded number of buckets, all of the same width except the open one. */
export interface Curve {
  /** Steps per bucket. */
  readonly width: number;
  readonly full: readonly Bucket[];
  /** The last bucket, while it has fewer steps than `width`. */
  readonly open: Bucket | null;
}

/** More than a wide terminal can show (200 characters have 400 dots), and about the width of a page in pixels. */
export const CAPACITY = 1024;

export const noCurve: Curve = { width: 1, full: [], open: null };

/** Returns the curve with one more step. At capacity, pairs of buckets are merged. */
export function withPoint(curve: Curve, { loss, ...point }: CurvePoint): Curve {
  const bucket = { ...point, steps: 1, low: loss, high: loss };
  const open = curve.open === null ? bucket : mergeBuckets(curve.open, bucket);
  if (open.steps < curve.width) return { ...curve, open };
  const full = [...curve.full, open];
  return full.length < CAPACITY
    ? { ...curve, full, open: null }
    : { width: 2 * curve.width, full: halve(full), open: null };
}

/** Returns all buckets, including the open one. */
export const bucketsOf = ({ full, open }: Curve): readonly Bucket[] =>
  open === null ? full : [...full, open];

const halve = (buckets: readonly Bucket[]): readonly Bucket[] =>
  Array.from({ length: buckets.length / 2 }, (_, i) =>
    mergeBuckets(at(buckets, 2 * i), at(buckets, 2 * i + 1)),
  );

/** Ignores NaN and infinite losses, which cannot be drawn. */
const mergeBuckets = (a: Bucket, b: Bucket): Bucket => ({
  ...b,
  steps: a.steps + b.steps,
  low: finiteMin(a.low, b.low),
  high: -finiteMin(-a.high, -b.high),
  smoothLoss: Number.isFinite(b.smoothLoss) ? b.smoothLoss : a.smoothLoss,
});

const finiteMin = (a: number, b: number): number => {
  if (!Number.isFinite(a)) return b;
  return Number.isFinite(b) ? Math.min(a, b) : a;
};
