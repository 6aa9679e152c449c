import { schedExp } from './sched.ts';
import type { Schedule } from './schedule.ts';
import { noLoss, smoothLoss, type SmoothLoss } from './smooth-loss.ts';

/** fastai's arguments of lr_find. */
export interface LrFinderOptions {
  /** Default 1e-7. */
  readonly startLr?: number;
  /** Default 10. */
  readonly endLr?: number;
  /** Steps at most; default 100. */
  readonly numIt?: number;
  /** Whether a loss over 4 times the best ends it; default true. */
  readonly stopDiv?: boolean;
}

/** A learning-rate finder under way: an immutable fold over the losses of its steps. */
export interface LrFinderState {
  /** Of the steps done. */
  readonly lrs: readonly number[];
  /** Smoothed losses of the steps done. */
  readonly losses: readonly number[];
  readonly smooth: SmoothLoss;
  /** The least smoothed loss. */
  readonly best: number;
  /** True after the last step. */
  readonly done: boolean;
}

/** The learning-rate range test as a schedule and a fold. */
export interface LrFinder {
  readonly steps: number;
  /** Step i uses position i / steps. */
  readonly schedule: Schedule;
  readonly start: LrFinderState;
  /** The state after a step. A loss that is not finite is not recorded and ends it. */
  readonly add: (state: LrFinderState, loss: number) => LrFinderState;
  /** The part of the curve that suggestions look at: without the first tenth and the last five. */
  readonly curve: (state: LrFinderState) => LrCurve;
}

/** Learning rates in rising order, and the loss of each. */
export interface LrCurve {
  readonly lrs: readonly number[];
  readonly losses: readonly number[];
}

/**
 * The learning-rate range test: the rate grows geometrically while the loss is watched (Smith, 2015; fastai's LRFinder
 * and lr_find). It changes the weights: run it on a copy.
 */
export function lrFinder({
  startLr = 1e-7,
  endLr = 10,
  numIt = 100,
  stopDiv = true,
}: LrFinderOptions = {}): LrFinder {
  const rate = schedExp(startLr, endLr);
  return {
    steps: numIt,
    schedule: (position) => ({ learningRates: [rate(position)], momentum: null }),
    start: { lrs: [], losses: [], smooth: noLoss, best: Infinity, done: numIt < 1 },
    add: (state, loss) => {
      if (!Number.isFinite(loss)) return { ...state, done: true };
      const smooth = smoothLoss(state.smooth, loss);
      const best = Math.min(state.best, smooth.value);
      return {
        lrs: [...state.lrs, rate(state.lrs.length / numIt)],
        losses: [...state.losses, smooth.value],
        smooth,
        best,
        done: (stopDiv && smooth.value > 4 * best) || smooth.count >= numIt,
      };
    },
    curve: ({ lrs, losses }) => {
      const skipped = Math.floor(numIt / 10);
      return { lrs: lrs.slice(skipped, -5), losses: losses.slice(skipped, -5) };
    },
  };
}
