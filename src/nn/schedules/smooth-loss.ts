const BETA = 0.98;

/** The exponential moving average of the losses of a fit: an immutable fold. */
export interface SmoothLoss {
  /** Debiased; 0 before the first loss. */
  readonly value: number;
  /** Number of losses. */
  readonly count: number;
  /** Before debiasing. */
  readonly sum: number;
}

/**
 * The {@link SmoothLoss} before the first loss.
 *
 * @category Schedules
 */
export const noLoss: SmoothLoss = { value: 0, count: 0, sum: 0 };

/**
 * Returns the mean after one more loss: 0.98 · mean + 0.02 · loss, divided by 1 − 0.98^count (fastai's AvgSmoothLoss).
 *
 * @category Schedules
 */
export function smoothLoss(before: SmoothLoss, loss: number): SmoothLoss {
  const count = before.count + 1;
  const sum = BETA * before.sum + (1 - BETA) * loss;
  return { value: sum / (1 - BETA ** count), count, sum };
}
