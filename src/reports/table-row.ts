import { at, type EpochRow } from '../core/index.ts';
import { formatTime, formatValue } from './format.ts';

/** Returns fastai's column names, including those of the scores. */
export const columnsOf = (scoreNames: readonly string[]): readonly string[] => [
  'epoch',
  'train_loss',
  'valid_loss',
  ...scoreNames,
  'time',
];

/** Returns the cells of a row for people: epochs count from 1, values have six decimals. */
export const cellsOf = (row: EpochRow, scoreNames: readonly string[]): readonly string[] => [
  String(row.epoch + 1),
  formatValue(row.trainLoss),
  formatValue(row.validLoss),
  ...scoreNames.map((name) => formatValue(row.scores[name])),
  formatTime(row.seconds),
];

/** Left-aligned, each column as wide as its name but at least 8, two spaces apart, as fastprogress prints them. */
const line = (cells: readonly string[], columns: readonly string[]): string =>
  columns
    .map((column, i) => at(cells, i).padEnd(Math.max(8, column.length) + 2))
    .join('')
    .trimEnd();

/** Returns `epoch     train_loss  valid_loss  accuracy  time`. */
export function tableHeader({ scores }: EpochRow): string {
  const columns = columnsOf(Object.keys(scores));
  return line(columns, columns);
}

/** Returns `1         1.671049    1.652421    0.468040  01:26`: epochs count from 1. */
export function tableRow(row: EpochRow): string {
  const names = Object.keys(row.scores);
  return line(cellsOf(row, names), columnsOf(names));
}
