import { concat, defer, EMPTY, of } from 'rxjs';
import { requirePositiveInteger, type Notice } from '../core/index.ts';
import { oneCycle, type OneCycleOptions, type Schedule } from '../nn/index.ts';
import { fit } from './fit.ts';
import type { HookOptions } from './hook.ts';
import { foundRate } from './lr-find.ts';
import type { Phase } from './phase.ts';
import { hasStarted } from './run-position.ts';
import { requireFit } from './require-fit.ts';

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
  { hooks = [], ...options }: OneCycleOptions & HookOptions = {},
): Phase => {
  if (lrMax !== 'auto') {
    requireFit('fitOneCycle', epochs, lrMax);
    const name = `fitOneCycle(${epochs}, ${lrMax})`;
    return fit({ name, epochs, schedule: oneCycle(lrMax, options), hooks });
  }
  requirePositiveInteger('fitOneCycle epochs', epochs);
  const schedule = (rate: number): Schedule => oneCycle(rate, options);
  // Checks the options before the search.
  schedule(1);
  return {
    name: `fitOneCycle(${epochs}, auto)`,
    kind: 'fit',
    epochs,
    run: (context) =>
      defer(() => {
        const rate = foundRate(context.state, 'fitOneCycle lrMax');
        const shown = Number(rate.toPrecision(3));
        const notice: Notice = {
          _tag: 'Notice',
          text: `using learning rate ${shown}, the valley of the search`,
        };
        const name = `fitOneCycle(${epochs}, ${shown})`;
        return concat(
          hasStarted(context) ? EMPTY : of(notice),
          fit({ name, epochs, schedule: schedule(rate), hooks }).run(context),
        );
      }),
  };
};
