import * as E from 'fp-ts/lib/Either.js';
import { forkJoin, map, of, type Observable } from 'rxjs';
import { MillraceError, type Capabilities } from '../../core/index.ts';
import type { FolderContents } from '../folder-contents.ts';
import { relativeTo } from '../folder-names.ts';
import { isPartName } from '../folder-split.ts';
import { labelColumns } from './label-columns.ts';
import { labelTableOf, type LabelTable, type LabelTableConfig } from './label-table.ts';
import { tableRows, type Table } from './table-rows.ts';

/** The names of the tables of labels in data sets on the Hugging Face Hub. */
const METADATA = /^metadata\.(csv|jsonl)$/i;

/**
 * Emits a table of labels. Errors with BadData if it cannot be read, or lacks the columns.
 *
 * @category Files
 */
export const labelTableFrom = (
  readText: Capabilities['readText'],
  config: LabelTableConfig,
): Observable<LabelTable> => readText(config.source).pipe(map((text) => checked(tableRows(text), config)));

/**
 * Emits the tables `metadata.csv` or `metadata.jsonl` of a folder of images and of the parts of a split in it (`train`,
 * `validation`, …), as data sets on the Hugging Face Hub have them; their paths are relative to their folder. Tables without
 * a column of labels are left out.
 */
export const findTables = (
  readText: Capabilities['readText'],
  { leftOut }: FolderContents,
  root: string,
  config: Omit<LabelTableConfig, 'source' | 'folder'>,
): Observable<readonly LabelTable[]> => {
  const relative = relativeTo(root);
  const found = leftOut.flatMap(({ path }) => {
    const [name = '', folder, ...others] = relative(path).split('/').reverse();
    const isHere = others.length === 0 && (folder === undefined || isPartName(folder));
    return isHere && METADATA.test(name) ? [{ source: path, folder: folder ?? '' }] : [];
  });
  return found.length === 0
    ? of([])
    : forkJoin(
        found.map((each) =>
          readText(each.source).pipe(
            map(tableRows),
            map((table) => (hasLabels(table, config) ? [checked(table, { ...config, ...each })] : [])),
          ),
        ),
      ).pipe(map((tables) => tables.flat()));
};

/** A table with captions only has no labels. */
const hasLabels = (table: Table, { columns = {} }: Pick<LabelTableConfig, 'columns'>): boolean =>
  Object.values(columns).some((name) => name !== undefined) ||
  E.isRight(labelColumns(table.columns, {}, false));

function checked(table: Table, config: LabelTableConfig): LabelTable {
  const labels = labelTableOf(table, config);
  if (E.isLeft(labels)) throw new MillraceError(labels.left);
  return labels.right;
}
