import { oneCycle, type OneCycleOptions } from '../nn/index.ts';
import { fit } from './fit.ts';
import type { HookOptions } from './hook.ts';
import type { Phase } from './phase.ts';
import { requireFit } from './require-fit.ts';

/**
 * Returns a phase that trains with the 1cycle policy (Smith and Topin, 2018): fastai's fit_one_cycle.
 *
 * Throws BadOption unless `epochs` is a positive integer and `lrMax` is above 0.
 *
 * @param epochs from 1
 * @param lrMax the highest learning rate, above 0
 * @category Phases
 */
export const fitOneCycle = (
  epochs: number,
  lrMax: number,
  { hooks = [], ...options }: OneCycleOptions & HookOptions = {},
): Phase => {
  requireFit('fitOneCycle', epochs, lrMax);
  return fit({ name: `fitOneCycle(${epochs}, ${lrMax})`, epochs, schedule: oneCycle(lrMax, options), hooks });
};
