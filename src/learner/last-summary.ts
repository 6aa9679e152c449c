import type { MonoTypeOperatorFunction } from 'rxjs';
import type { Metric, PredictionSummary } from '../core/index.ts';
import { mapAccum } from '../flow/index.ts';

/**
 * Drops the summaries of all epochs of a fit but its last, also if the fit ends early.
 *
 * ```text
 * source      -r-p-r-p-c|        rows and summaries of two epochs of three; c the file
 * output      -r---r---c(p|)     the second summary
 * ```
 *
 * The summary of the last planned epoch is emitted at once, before the file.
 *
 * @param epochs the planned number of epochs
 */
export const lastSummary = (epochs: number): MonoTypeOperatorFunction<Metric> =>
  mapAccum<Metric, { readonly isLast: boolean; readonly held: PredictionSummary | null }, Metric>(
    () => ({ isLast: false, held: null }),
    (state, metric) => {
      if (metric._tag === 'EpochRow') return [{ isLast: metric.epoch + 1 === epochs, held: null }, [metric]];
      if (metric._tag !== 'PredictionSummary' || state.isLast) return [state, [metric]];
      return [{ ...state, held: metric }, []];
    },
    ({ held }) => (held === null ? [] : [held]),
  );
