import { schedExp } from './sched.ts';
import type { Schedule } from './schedule.ts';
import { noLoss, smoothLoss, type SmoothLoss } from './smooth-loss.ts';

/** Options of {@link lrFinder}: fastai's arguments of lr_find. */
export interface LrFinderOptions {
  /** Default 1e-7. */
  readonly startLr?: number;
  /** Default 10. */
  readonly endLr?: number;
  /** The maximum number of steps; default 100. */
  readonly numIt?: number;
  /** Whether a loss above 4 times the lowest ends the test; default true. */
  readonly stopDiv?: boolean;
}

/** The state of a learning-rate finder: an immutable fold over the losses of its steps. */
export interface LrFinderState {
  /** Learning rates of the completed steps. */
  readonly lrs: readonly number[];
  /** Smoothed losses of the completed steps. */
  readonly losses: readonly number[];
  readonly smooth: SmoothLoss;
  /** The lowest smoothed loss. */
  readonly best: number;
  /** True after the last step. */
  readonly done: boolean;
}

/** The learning-rate range test, as a schedule and a fold. */
export interface LrFinder {
  /** The maximum number of steps. */
  readonly steps: number;
  /** Step i uses position i / steps. */
  readonly schedule: Schedule;
  /** The state before the first step. */
  readonly start: LrFinderState;
  /**
   * Returns the state after a step with this loss, and its rate, by default that of the next step. A loss that is not
   * finite is not recorded and ends the test.
   */
  readonly add: (state: LrFinderState, loss: number, lr?: number) => LrFinderState;
  /** Returns the part of the curve that suggestions use: without the first tenth and the last five steps. */
  readonly curve: (state: LrFinderState) => LrCurve;
}

/** Learning rates in increasing order, and the loss at each. */
export interface LrCurve {
  readonly lrs: readonly number[];
  readonly losses: readonly number[];
}

/**
 * Returns the learning-rate range test (fastai's LRFinder and lr_find): the rate grows geometrically while the loss is
 * observed (Smith, 2015).
 *
 * The steps change the weights: run them on a copy of the model.
 *
 * @param options with fastai's defaults
 * @category Schedules
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
    add: (state, loss, lr = rate(state.lrs.length / numIt)) => {
      if (!Number.isFinite(loss)) return { ...state, done: true };
      const smooth = smoothLoss(state.smooth, loss);
      const best = Math.min(state.best, smooth.value);
      return {
        lrs: [...state.lrs, lr],
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
