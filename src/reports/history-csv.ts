import type { OperatorFunction } from 'rxjs';
import type { EpochRow, Metric } from '../core/index.ts';
import { mapAccum } from '../flow/index.ts';
import { formatTime } from './format.ts';
import { columnsOf } from './table-row.ts';

/**
 * The lines of history.csv, each with its line break: fastai's CSVLogger, whose numbers are not rounded. The header
 * comes with the first row; rows of later phases follow without another.
 *
 * ```text
 * source      -a---b---(c|)     a, b epoch rows of phase 0; c of phase 1
 * output      -(ha)b---(c|)     h = epoch,train_loss,valid_loss,accuracy,time
 * ```
 *
 * A value that a row does not have is an empty cell; a metric that the first row does not have is left out.
 */
export const historyCsv = (): OperatorFunction<Metric, string> =>
  mapAccum<Metric, readonly string[] | null, string>(
    () => null,
    (columns, metric) => {
      if (metric._tag !== 'EpochRow') return [columns, []];
      if (columns !== null) return [columns, [csvLine(valuesOf(metric, columns))]];
      const header = columnsOf(metric);
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

const csvLine = (cells: readonly string[]): string =>
  `${cells.map((cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\n`;
