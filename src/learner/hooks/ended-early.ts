import { concatMap, takeWhile, type MonoTypeOperatorFunction } from 'rxjs';
import type { EpochRow, FitEnded, Metric } from '../../core/index.ts';
import type { FitContext } from '../hook.ts';

/**
 * Ends a fit with {@link FitEnded} after the first row for which `reasonOf` returns a reason.
 *
 * ```text
 * source      -r-s-r-|     rows, s with a reason
 * output      -r-(sf|)     f the end of the fit
 * ```
 *
 * The last row of a fit passes without: the fit ends anyway. If `reasonOf` throws, the output errors.
 *
 * @param fit the fit, for its phase and its number of epochs
 * @param reasonOf returns why the fit ends with this epoch, or null; called once per row
 */
export const endedEarly =
  (
    { phase, epochs }: Pick<FitContext, 'phase' | 'epochs'>,
    reasonOf: (row: EpochRow) => string | null,
  ): MonoTypeOperatorFunction<Metric> =>
  (metrics) =>
    metrics.pipe(
      concatMap((metric): readonly Metric[] => {
        const reason = metric._tag === 'EpochRow' ? reasonOf(metric) : null;
        if (metric._tag !== 'EpochRow' || reason === null || metric.epoch + 1 === epochs) return [metric];
        const ended: FitEnded = { _tag: 'FitEnded', phase, epochs: metric.epoch + 1, reason };
        return [metric, ended];
      }),
      takeWhile(({ _tag }) => _tag !== 'FitEnded', true),
    );
