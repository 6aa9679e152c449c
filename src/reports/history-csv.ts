import type { OperatorFunction } from 'rxjs';
import type { EpochRow, Metric } from '../core/index.ts';
import { mapAccum } from '../flow/index.ts';
import { csvLine } from './csv-line.ts';
import { formatTime } from './format.ts';
import { columnsOf } from './table-row.ts';

/**
 * Emits the lines of history.csv, each with its line break, as fastai's CSVLogger writes them: numbers are not rounded,
 * and epochs count from 0 in each phase. The header is emitted once, before the first row.
 *
 * ```text
 * source      -a---b---(c|)     a, b epoch rows of phase 0; c of phase 1
 * output      -(ha)b---(c|)     h = epoch,train_loss,valid_loss,accuracy,time
 * ```
 *
 * The first row determines the columns: a later row leaves cells empty for values it lacks, and drops other metrics.
 */
export const historyCsv = (): OperatorFunction<Metric, string> =>
  mapAccum<Metric, readonly string[] | null, string>(
    () => null,
    (columns, metric) => {
      if (metric._tag !== 'EpochRow') return [columns, []];
      if (columns !== null) return [columns, [csvLine(valuesOf(metric, columns))]];
      const header = columnsOf(Object.keys(metric.scores));
      return [header, [csvLine(header), csvLine(valuesOf(metric, header))]];
    },
  );

function valuesOf(row: EpochRow, columns: readonly string[]): readonly string[] {
  const values: Readonly<Record<string, string | number | null>> = {
    ...row.scores,
    epoch: row.epoch,
    train_loss: row.trainLoss,
    valid_loss: row.validLoss,
    time: formatTime(row.seconds),
  };
  return columns.map((column) => String(values[column] ?? ''));
}
