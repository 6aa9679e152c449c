import { oneCycle, type OneCycleOptions } from '../nn/index.ts';
import { fit } from './fit.ts';
import type { Phase } from './phase.ts';

/**
 * Trains with the 1cycle policy (Smith and Topin, 2018; fastai's fit_one_cycle).
 *
 * @param epochs from 1
 * @param lrMax the greatest learning rate
 */
export const fitOneCycle = (epochs: number, lrMax: number, options?: OneCycleOptions): Phase =>
  fit({ name: `fitOneCycle(${epochs}, ${lrMax})`, epochs, schedule: oneCycle(lrMax, options) });
