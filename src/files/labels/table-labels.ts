import * as E from 'fp-ts/lib/Either.js';
import { badData, groupBy, type LeftOut } from '../../core/index.ts';
import type { AppErrors } from '../assemble-files.ts';
import type { FolderContents } from '../folder-contents.ts';
import { relativeTo } from '../folder-names.ts';
import { isSplitInto, partNamed, type Part } from '../folder-split.ts';
import { tableError, type LabelRow, type LabelTable } from './label-table.ts';
import type { LabelSource } from './label-source.ts';
import type { LineMistake } from './table-rows.ts';

/** Images with labels from a table. */
export interface TabledImages extends LabelSource {
  /** The images that are in a table; the others are left out. */
  readonly contents: FolderContents;
}

/**
 * Finds the images of tables of labels in a folder: by their paths, or by their names if those are unique, with or without
 * extension. Left: all rows whose image is missing or in the table twice, and all lines that are not rows.
 */
export function tableLabels(
  tables: readonly LabelTable[],
  contents: FolderContents,
  root: string,
): E.Either<AppErrors, TabledImages> {
  const find = finder(contents, root);
  const rows = new Map<string, Pick<LabelRow, 'line' | 'label' | 'part'>>();
  const errors = tables.flatMap(({ source, folder, rows: each, mistakes: unread }) => {
    const mistakes = each.flatMap((row): readonly LineMistake[] => {
      const path = find(folder, row.file);
      if (typeof path !== 'string') return [{ line: row.line, text: path.missing }];
      const first = rows.get(path);
      rows.set(path, first ?? row);
      return first === undefined
        ? []
        : [{ line: row.line, text: `${row.file} is also in line ${first.line}` }];
    });
    const all = [...unread, ...mistakes];
    return all.length === 0 ? [] : [tableError(source, all)];
  });
  const [first, ...others] = errors;
  if (first !== undefined) return E.left([first, ...others]);
  const relative = relativeTo(root);
  const folderPart = (path: string): Part | null => partNamed(relative(path).split('/')[0] ?? '');
  const paths = [...rows.keys()];
  const part: LabelSource['part'] = [...rows.values()].some((row) => row.part !== null)
    ? (path) => rows.get(path)?.part ?? null
    : isSplitInto(paths.map(folderPart))
      ? folderPart
      : null;
  const without = contents.images.filter((path) => !rows.has(path));
  return E.right({
    contents: {
      images: contents.images.filter((path) => rows.has(path)),
      leftOut: [
        ...contents.leftOut.filter(({ path }) => !tables.some(({ source }) => path === source)),
        ...without.map((path): LeftOut => ({
          path,
          reason: folderPart(path) === 'test' ? 'test image' : 'in no row of the labels',
        })),
      ],
    },
    label: (path) => {
      const row = rows.get(path);
      return row?.label ?? E.left(badData(path, 'an image in the table of labels', 'another one'));
    },
    part,
  });
}

interface Missing {
  readonly missing: string;
}

/** Returns a function that finds the path of an image of a table, or says why there is none. */
function finder({ images, leftOut }: FolderContents, root: string) {
  const relative = relativeTo(root);
  const byPath = new Map(images.map((path) => [relative(path), path]));
  const unused = new Map(leftOut.map(({ path, reason }) => [relative(path), reason]));
  const byName = groupBy(images, lastPart);
  const byStem = groupBy(images, (path) => withoutExtension(lastPart(path)));
  return (folder: string, file: string): string | Missing => {
    const name = relative(folder === '' || file.startsWith('/') ? file : `${folder}/${file}`);
    const exact = byPath.get(name);
    if (exact !== undefined) return exact;
    const reason = unused.get(name);
    if (reason !== undefined) return { missing: `${file} is not used (${reason})` };
    // The images of a table in a folder are below that folder.
    if (folder !== '') return { missing: `there is no image ${folder}/${file}` };
    const alike = (byName.get(lastPart(file)) ?? byStem.get(lastPart(file)) ?? []).filter(
      (path) =>
        // Folders that the table names must be there.
        !file.includes('/') || `/${withoutExtension(relative(path))}`.endsWith(`/${withoutExtension(file)}`),
    );
    const [only] = alike;
    if (only !== undefined && alike.length === 1) return only;
    return alike.length === 0
      ? { missing: `there is no image ${file}` }
      : { missing: `${alike.length} images are called ${file}` };
  };
}

const lastPart = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

const withoutExtension = (path: string): string => path.replace(/\.[^./]+$/, '');
