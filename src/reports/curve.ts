/** What is drawn of a training step. */
export interface CurvePoint {
  /** The step, from 0 since the run began. */
  readonly at: number;
  readonly loss: number;
  readonly smoothLoss: number;
  readonly learningRate: number;
}

/** Neighbouring steps as one: the lowest and highest loss, and the smoothed loss and the rate at its end. */
export interface Bucket {
  readonly steps: number;
  readonly at: number;
  readonly low: number;
  readonly high: number;
  readonly smoothLoss: number;
  readonly learningRate: number;
}

/** A curve of any number of steps in a bounded number of buckets, of the same width but for the last, which fills. */
export interface Curve {
  /** Steps a bucket. */
  readonly width: number;
  readonly full: readonly Bucket[];
  readonly open: Bucket | null;
}

/** More than a wide terminal has dots to show (200 characters have 400), and about as many as a page. */
export const CAPACITY = 1024;

export const noCurve: Curve = { width: 1, full: [], open: null };

/** The curve with one step more: where it has no room left, two buckets each become one. */
export function withPoint(curve: Curve, { loss, ...point }: CurvePoint): Curve {
  const bucket = { ...point, steps: 1, low: loss, high: loss };
  const open = curve.open === null ? bucket : joined(curve.open, bucket);
  if (open.steps < curve.width) return { ...curve, open };
  const full = [...curve.full, open];
  return full.length < CAPACITY
    ? { ...curve, full, open: null }
    : { width: 2 * curve.width, full: halved(full), open: null };
}

/** What is there to draw, the open bucket too. */
export const bucketsOf = ({ full, open }: Curve): readonly Bucket[] =>
  open === null ? full : [...full, open];

const halved = (buckets: readonly Bucket[]): readonly Bucket[] =>
  buckets.flatMap((bucket, i) => (i % 2 === 0 ? [] : [joined(buckets[i - 1] ?? bucket, bucket)]));

/** What is not a number (a loss that ran away) is not drawn, and spoils no bucket. */
const joined = (a: Bucket, b: Bucket): Bucket => ({
  ...b,
  steps: a.steps + b.steps,
  low: least(a.low, b.low),
  high: -least(-a.high, -b.high),
  smoothLoss: Number.isFinite(b.smoothLoss) ? b.smoothLoss : a.smoothLoss,
});

const least = (a: number, b: number): number => {
  if (!Number.isFinite(a)) return b;
  return Number.isFinite(b) ? Math.min(a, b) : a;
};
