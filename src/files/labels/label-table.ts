import * as E from 'fp-ts/lib/Either.js';
import { badData, namesOfLabel, type AppError, type Label } from '../../core/index.ts';
import { partNamed, type Part } from '../folder-split.ts';
import { splitLabels } from '../multi-vocabulary.ts';
import { labelColumns, type ColumnOptions, type LabelColumns } from './label-columns.ts';
import { tableRows, type Cell, type LineMistake, type Table, type TableRow } from './table-rows.ts';

/** The maximum number of mistakes in a message. */
const MAX_NAMED = 30;

/** An image and its label, as a row of a table names them. */
export interface LabelRow {
  /** From 1. */
  readonly line: number;
  /** As it is written: a path relative to the folder of images, or the name of a file in it. */
  readonly file: string;
  readonly label: Label;
  /** Null if the table does not say. */
  readonly part: Part | null;
}

/**
 * A table of images and their labels.
 *
 * @category Files
 */
export interface LabelTable {
  /** The file, for messages. */
  readonly source: string;
  /** The folder that its paths are relative to, below the folder of images; empty for that folder itself. */
  readonly folder: string;
  readonly rows: readonly LabelRow[];
  /** Lines that are not such rows; {@link imageFiles} reports them with those whose images are missing. */
  readonly mistakes: readonly LineMistake[];
}

/** Options of {@link parseLabelTable}. */
export interface LabelTableConfig {
  /** The file, for messages. */
  readonly source: string;
  /** By default found by their names, such as `file_name`, `label` and `split`. */
  readonly columns?: ColumnOptions;
  /** Separates several labels of one image; without it, an image has one class (or, in JSON Lines, a list of labels). */
  readonly delimiter?: string | undefined;
  /** The classes of a model; a row with another one is a mistake. By default all are accepted. */
  readonly vocab?: readonly string[] | undefined;
  /** See {@link LabelTable}. */
  readonly folder?: string;
}

/**
 * Parses a table of labels, CSV or JSON Lines: a row for each image. Left: the table has no columns of image files and of
 * labels.
 *
 * @category Files
 */
export const parseLabelTable = (text: string, config: LabelTableConfig): E.Either<AppError, LabelTable> =>
  labelTableOf(tableRows(text), config);

/** Returns the table of labels in the rows of a file; see {@link parseLabelTable}. */
export function labelTableOf(table: Table, config: LabelTableConfig): E.Either<AppError, LabelTable> {
  const { source, columns: options = {}, folder = '' } = config;
  const columns = labelColumns(table.columns, options);
  if (E.isLeft(columns))
    return table.mistakes.length > 0
      ? E.right({ source, folder, rows: [], mistakes: table.mistakes })
      : E.left(noColumns(source, table, columns.left));
  const rows = table.rows.map((row) => rowOf(row, columns.right, config));
  return E.right({
    source,
    folder,
    rows: rows.flatMap((row) => (E.isRight(row) ? [row.right] : [])),
    mistakes: [...table.mistakes, ...rows.flatMap((row) => (E.isLeft(row) ? row.left : []))],
  });
}

const noColumns = (source: string, { columns }: Table, missing: string): AppError =>
  badData(
    source,
    'a column of image files and a column of labels',
    columns.length === 0 ? 'an empty file' : `${missing}; the columns are ${columns.join(', ')}`,
    'Write a first line such as file_name,label, or name the columns with --file-column and --label-column.',
  );

/** Returns an error with all mistakes in a table of labels. */
export function tableError(source: string, mistakes: readonly LineMistake[]): AppError {
  const sorted = mistakes.toSorted((a, b) => a.line - b.line);
  const named = sorted.slice(0, MAX_NAMED).map(({ line, text }) => `line ${line}: ${text}`);
  const more = sorted.length - named.length;
  return badData(
    source,
    'a row with a label for each image, once',
    `${named.join('; ')}${more > 0 ? `; and ${more} more` : ''}`,
    'Correct these lines.',
  );
}

function rowOf(
  { line, cells }: TableRow,
  columns: LabelColumns,
  { delimiter, vocab }: LabelTableConfig,
): E.Either<readonly LineMistake[], LabelRow> {
  const file = cells.get(columns.file) ?? null;
  const label = labelOf(cells.get(columns.label) ?? null, delimiter);
  const written = columns.split === null ? '' : (cells.get(columns.split) ?? '');
  const part = partIn(written, columns.split);
  const unknown =
    vocab === undefined || label === null ? [] : namesOfLabel(label).filter((name) => !vocab.includes(name));
  const mistakes = [
    ...(typeof file === 'string' && file !== '' ? [] : ['no image file']),
    ...(label === null ? ['no label'] : []),
    ...([file, ...namesOfLabel(label ?? [])].flat().some((text) => text?.includes('\uFFFD'))
      ? ['text that is not UTF-8: save the table as UTF-8']
      : []),
    ...(part === undefined ? [`${String(written)} is neither train, valid nor test`] : []),
    ...unknown.map((name) => `${name} is not a class of the model`),
  ];
  return typeof file !== 'string' || label === null || part === undefined || mistakes.length > 0
    ? E.left(mistakes.map((text) => ({ line, text })))
    : E.right({ line, file: file.replaceAll('\\', '/').replace(/^(\.\/)+/, ''), label, part });
}

/** An image with one class needs a label; one with several may have none. */
function labelOf(cell: Cell, delimiter: string | undefined): Label | null {
  if (typeof cell !== 'string') return cell;
  if (delimiter !== undefined)
    return splitLabels(cell, delimiter)
      .map((name) => name.trim())
      .filter((name) => name !== '');
  return cell === '' ? null : cell;
}

/** Words for the parts that are not names of folders. */
const otherWords: ReadonlyMap<string, Part> = new Map<string, Part>([
  ['training', 'train'],
  ['dev', 'valid'],
  ['testing', 'test'],
]);

/** Returns the part that a cell means; null if it is empty, undefined for another word. */
function partIn(cell: Cell, column: string | null): Part | null | undefined {
  if (typeof cell !== 'string') return undefined;
  const word = cell.toLowerCase();
  if (word === '') return null;
  if (column?.toLowerCase() === 'is_valid') {
    if (['true', '1', 'yes'].includes(word)) return 'valid';
    return ['false', '0', 'no'].includes(word) ? 'train' : undefined;
  }
  return partNamed(word) ?? otherWords.get(word);
}
