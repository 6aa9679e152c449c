import { oneCycle, type OneCycleOptions } from '../nn/index.ts';
import { fit } from './fit.ts';
import type { Phase } from './phase.ts';
import { requireFit } from './require-fit.ts';

/**
 * Trains with the 1cycle policy (Smith and Topin, 2018; fastai's fit_one_cycle). Throws BadOption where it could not train.
 *
 * @param epochs from 1
 * @param lrMax the greatest learning rate, above 0
 */
export const fitOneCycle = (epochs: number, lrMax: number, options?: OneCycleOptions): Phase => {
  requireFit('fitOneCycle', epochs, lrMax);
  return fit({ name: `fitOneCycle(${epochs}, ${lrMax})`, epochs, schedule: oneCycle(lrMax, options) });
};
