import type { HyperParameters, Schedule } from '../nn/index.ts';

/**
 * The schedule of a fit.
 *
 * @category Training and evaluation steps
 */
export interface UpdateTimes {
  readonly schedule: Schedule;
  /** Number of steps in the fit: the schedule ends with the last. */
  readonly totalSteps: number;
}

/** Returns the learning rates and the momentum after a number of steps. */
export const hyperParametersAt = ({ schedule, totalSteps }: UpdateTimes, steps: number): HyperParameters =>
  schedule(Math.min(steps / totalSteps, 1));
