import type { EpochRow } from '../core/index.ts';
import { formatTime, formatValue } from './format.ts';

/** The names of the columns of a row: fastai's, with the metrics in between. */
export const columnsOf = ({ scores }: EpochRow): readonly string[] => [
  'epoch',
  'train_loss',
  'valid_loss',
  ...Object.keys(scores),
  'time',
];

/** Left-aligned, each column as wide as its name or 8, and two spaces: fastprogress's console. */
const line = (cells: readonly string[], columns: readonly string[]): string =>
  cells
    .map((cell, i) => cell.padEnd(Math.max(8, columns[i]?.length ?? 0) + 2))
    .join('')
    .trimEnd();

/** `epoch     train_loss  valid_loss  accuracy  time`. */
export const tableHeader = (row: EpochRow): string => line(columnsOf(row), columnsOf(row));

/** `0         1.671049    1.652421    0.468040  01:26`. */
export const tableRow = (row: EpochRow): string =>
  line(
    [
      String(row.epoch),
      formatValue(row.trainLoss),
      formatValue(row.validLoss),
      ...Object.values(row.scores).map(formatValue),
      formatTime(row.seconds),
    ],
    columnsOf(row),
  );
