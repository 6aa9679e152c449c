const BETA = 0.98;

/** The exponential mean of the losses of a fit, as fastai shows it: an immutable fold. */
export interface SmoothLoss {
  /** Debiased; 0 before the first loss. */
  readonly value: number;
  /** How many losses there were. */
  readonly count: number;
  /** Before debiasing. */
  readonly sum: number;
}

/** Before the first loss. */
export const noLoss: SmoothLoss = { value: 0, count: 0, sum: 0 };

/** The mean with one loss more: 0.98 · mean + 0.02 · loss, divided by 1 − 0.98^count (fastai's AvgSmoothLoss). */
export function smoothLoss(before: SmoothLoss, loss: number): SmoothLoss {
  const count = before.count + 1;
  const sum = BETA * before.sum + (1 - BETA) * loss;
  return { value: sum / (1 - BETA ** count), count, sum };
}
