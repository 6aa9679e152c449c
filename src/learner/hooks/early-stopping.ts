import { defer } from 'rxjs';
import type { Hook } from '../hook.ts';
import { endedEarly } from './ended-early.ts';
import { plateau, type PlateauOptions } from './plateau.ts';

/**
 * Ends the fit when a value has not improved for `patience` epochs in a row: fastai's EarlyStoppingCallback.
 *
 * ```text
 * source      -r-s-r-|     rows of epochs, s without improvement
 * output      -r-(sf|)     patience 1: ends with FitEnded
 * ```
 *
 * The model in `model.safetensors` is that of the last epoch; {@link saveBest} keeps that of the best one. The schedule is cut: with the 1cycle policy, the steps
 * with the lowest learning rates are lost. Each fit starts anew.
 *
 * Throws BadOption unless `minDelta` is a number from 0 and `patience` a positive integer; the fit errors with BadOption
 * after its first epoch if there is no value of the name `monitor`.
 *
 * @param options the value to monitor, `valid_loss` by default, and how long to wait
 * @category Hooks
 */
export const earlyStopping = (options: PlateauOptions = {}): Hook => {
  const { name, reason, start, next } = plateau('earlyStopping', options);
  return {
    name,
    epochs: (fit) => (metrics) =>
      defer(() => {
        start(fit.state);
        return metrics.pipe(endedEarly(fit, (row) => (next(fit.state, row) ? reason : null)));
      }),
  };
};
