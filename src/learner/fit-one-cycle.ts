import { requirePositiveInteger } from '../core/index.ts';
import { oneCycle, type FreezeOptions, type OneCycleOptions } from '../nn/index.ts';
import { fit } from './fit.ts';
import type { HookOptions } from './hook.ts';
import type { Phase } from './phase.ts';
import { requireFit } from './require-fit.ts';
import { withFoundRate } from './with-found-rate.ts';

/** Options of {@link fitOneCycle}. */
export interface FitOneCycleOptions extends OneCycleOptions, FreezeOptions, HookOptions {
  /** Whether only the last parameter group is trained, as after fastai's freeze; false by default. */
  readonly freeze?: boolean;
}

/**
 * Returns a phase that trains with the 1cycle policy (Smith and Topin, 2018): fastai's fit_one_cycle.
 *
 * Throws BadOption unless `epochs` is a positive integer and `lrMax` is above 0. With `auto`, the phase emits a
 * {@link Notice} with the rate first; it errors with BadOption if no {@link lrFind} came before, and with BadData if that
 * found none.
 *
 * @param epochs from 1
 * @param lrMax the highest learning rate, above 0; or `auto`, the rate that {@link lrFind} found
 * @category Phases
 */
export const fitOneCycle = (
  epochs: number,
  lrMax: number | 'auto',
  { hooks = [], freeze = false, frozenBatchNorm, ...options }: FitOneCycleOptions = {},
): Phase => {
  const fitAt = (rate: number, shown = rate): Phase =>
    fit({
      name: `fitOneCycle(${epochs}, ${shown})`,
      epochs,
      schedule: oneCycle(rate, options),
      hooks,
      frozenBatchNorm,
      trainableGroups: freeze ? 'last' : undefined,
    });
  if (lrMax !== 'auto') {
    requireFit('fitOneCycle', epochs, lrMax);
    return fitAt(lrMax);
  }
  requirePositiveInteger('fitOneCycle epochs', epochs);
  // Checks the options before the search.
  oneCycle(1, options);
  return withFoundRate({ name: `fitOneCycle(${epochs}, auto)`, epochs }, 'fitOneCycle lrMax', fitAt);
};
