import { defer, tap } from 'rxjs';
import { requireOption } from '../../core/index.ts';
import type { Hook } from '../hook.ts';
import { plateau, type PlateauOptions } from './plateau.ts';

/** Options of {@link reduceOnPlateau}. */
export interface ReduceOnPlateauOptions extends PlateauOptions {
  /** Divides the learning rates, above 1; default 10. */
  readonly factor?: number;
  /** Rates are not reduced below this, from 0; default 0. */
  readonly minLr?: number;
}

/**
 * Divides the learning rates of later epochs by `factor` whenever a value has not improved for `patience` epochs in a
 * row: fastai's ReduceLROnPlateau.
 *
 * ```text
 * source      -r-s-r-|     rows of epochs, s without improvement
 * output      -r-s-r-|     the same; patience 1: the rates are divided after s
 * ```
 *
 * It divides the rates of the fit's schedule, whatever that is; in fastai it acts only if the rate is not scheduled. A
 * rate that the schedule sets below `minLr` stays. Each fit starts anew.
 *
 * Throws BadOption unless `minDelta` is a number from 0, `patience` a positive integer, `factor` a number above 1, and
 * `minLr` one from 0; the fit errors with BadOption after its first epoch if there is no value of the name `monitor`.
 *
 * @param options the value to monitor, `valid_loss` by default, how long to wait, and how far to reduce
 * @category Hooks
 */
export const reduceOnPlateau = ({
  factor = 10,
  minLr = 0,
  ...options
}: ReduceOnPlateauOptions = {}): Hook => {
  const where = 'reduceOnPlateau';
  requireOption(factor > 1 && factor < Infinity, `${where} factor`, 'a number above 1', factor);
  requireOption(minLr >= 0 && minLr < Infinity, `${where} minLr`, 'a number from 0', minLr);
  const { name, start, next, count } = plateau(where, options);
  return {
    name,
    schedule: ({ state, schedule }) => {
      const divisor = factor ** count(state);
      if (divisor === 1) return schedule;
      const reduced = (rate: number): number => Math.min(rate, Math.max(rate / divisor, minLr));
      return (position) => {
        const hyper = schedule(position);
        return { ...hyper, learningRates: hyper.learningRates.map(reduced) };
      };
    },
    epochs:
      ({ state }) =>
      (metrics) =>
        defer(() => {
          start(state);
          return metrics.pipe(
            tap((metric) => {
              if (metric._tag === 'EpochRow') next(state, metric);
            }),
          );
        }),
  };
};
