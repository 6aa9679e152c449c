import { noCurve, type Curve, type CurvePoint } from './curve.ts';

/** The same steps for each of the three zooms of the dashboard. */
export interface Curves {
  readonly all: Curve;
  /** The previous epoch and the current one; together they hold the steps of the last full epoch. */
  readonly before: Curve;
  readonly epoch: Curve;
  readonly latest: readonly CurvePoint[];
}

/** No steps. */
export const noCurves: Curves = { all: noCurve, before: noCurve, epoch: noCurve, latest: [] };
