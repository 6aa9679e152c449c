import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import {
  combineLatest,
  concatMap,
  defer,
  from,
  isObservable,
  map,
  of,
  reduce,
  switchMap,
  type Observable,
} from 'rxjs';
import {
  badData,
  badOption,
  MillraceError,
  type AppError,
  type Capabilities,
  type ImageFiles,
} from '../core/index.ts';
import { assembleFiles, type AppErrors, type FilesParts } from './assemble-files.ts';
import type { ClassFrom } from './class-from.ts';
import type { Examiner } from './examiner.ts';
import type { Exclusions } from './exclusions.ts';
import { folderContents, type FolderContents } from './folder-contents.ts';
import { folderSplit } from './folder-split.ts';
import { findTables } from './labels/find-tables.ts';
import type { LabelTable, LabelTableConfig } from './labels/label-table.ts';
import { tableLabels } from './labels/table-labels.ts';
import { randomSplit } from './random-split.ts';
import type { Splitter } from './splitter.ts';

/** Options of {@link imageFiles}. */
export interface ImageFilesConfig {
  /** Lists a folder; see {@link Capabilities}. */
  readonly readDirectory: Capabilities['readDirectory'];
  /** The absolute path of the folder of images. */
  readonly root: string;
  /**
   * What names the class of an image; by default the tables `metadata.csv` or `metadata.jsonl` in the folder, if `readText`
   * is given, else the folder that an image is in (`parent`).
   */
  readonly label?: ClassFrom | undefined;
  /** A table that names the labels instead, see {@link labelTableFrom}: images that are in no row are left out. */
  readonly labels?: Observable<LabelTable> | undefined;
  /** Reads the tables in the folder; see {@link Capabilities}. */
  readonly readText?: Capabilities['readText'];
  /** How the tables in the folder are read; the defaults of {@link labelTableFrom}. */
  readonly tables?: Omit<LabelTableConfig, 'source' | 'folder'>;
  /**
   * Divides the images; by default their folders, if they are split already, else `randomSplit(0.2, seed)`. Also accepts a
   * stream of one splitter, such as {@link listSplitFrom}.
   */
  readonly split?: Splitter | Observable<Splitter>;
  /** Uses only a random sample of this many images, at least 2, of those that the split uses. Unlimited by default. */
  readonly limit?: number | undefined;
  /** The seed of the sample and of the default split; 42 by default. */
  readonly seed?: number;
  /** Whether a probable mistake, such as a class without training images, is an error; by default it is a warning. */
  readonly strict?: boolean;
  /** Images to leave out: a list, or a stream of one such as {@link exclusionsFrom}. The others stay in their parts. */
  readonly exclude?: Exclusions | Observable<Exclusions>;
  /**
   * The classes of a model that is evaluated on the validation images: each of them has one of these classes, but not every
   * class needs an image, and the training part may be empty. By default the classes are those that occur.
   */
  readonly vocab?: readonly string[] | undefined;
  /** Find further probable mistakes in the images; none by default. */
  readonly examiners?: readonly Examiner[];
}

/**
 * Lists, labels and splits the images of a folder, and emits the result. Subscribing reads the folder.
 *
 * The vocabulary holds the classes of the images in either part. All problems are reported in one error. Errors with
 * BadData for a missing folder, a folder without images, a single class, an empty part, an image without a label, or a
 * class missing from the sample; with BadOption for a `limit` or a split fraction out of range.
 *
 * @param config the folder, the labels and the split
 * @category Files
 */
export const imageFiles = ({
  readDirectory,
  root,
  seed = 42,
  label,
  labels,
  readText,
  vocab,
  tables: given = {},
  split = folderSplit(randomSplit(0.2, seed)),
  limit = Infinity,
  strict = false,
  exclude = NOTHING,
  examiners = [],
}: ImageFilesConfig): Observable<ImageFiles> => {
  const tables = vocab === undefined ? given : { ...given, vocab };
  return defer(() =>
    combineLatest([
      folderContents(readDirectory, root).pipe(
        switchMap((contents) => {
          const found$ =
            label === undefined && readText !== undefined
              ? findTables(readText, contents, root, tables)
              : of([]);
          return (labels?.pipe(map((table) => [table])) ?? found$).pipe(map((all) => ({ contents, all })));
        }),
      ),
      isObservable(split) ? split : of(split),
      isObservable(exclude) ? exclude : of(exclude),
    ]),
  ).pipe(
    map(([{ contents, all }, splitter, exclusions]) => {
      const files = pipe(
        sourceOf(contents, all, { root, label, tables }),
        E.flatMap((source) =>
          assembleFiles({
            ...{ ...source, root, split: splitter, limit, seed, exclusions },
            ...{ vocab: vocab ?? source.vocab, isEvaluated: vocab !== undefined },
          }),
        ),
      );
      if (E.isLeft(files)) throw new MillraceError(merge(files.left));
      return noted(files.right, labels === undefined ? all : [], tables.delimiter);
    }),
    concatMap((files) => examined(files, examiners)),
    map((files) => {
      const { warnings = [] } = files;
      if (strict && warnings.length > 0) throw new MillraceError(strictError(root, warnings));
      return files;
    }),
  );
};

/** The images, and where their labels come from. */
type Source = Pick<FilesParts, 'contents' | 'classFrom' | 'part' | 'vocab'>;

/** Returns the images and the source of their labels: tables, if there are any. */
function sourceOf(
  contents: FolderContents,
  found: readonly LabelTable[],
  { root, label = 'parent', tables = {} }: Pick<ImageFilesConfig, 'root' | 'label' | 'tables'>,
): E.Either<AppErrors, Source> {
  const { columns = {}, delimiter, vocab } = tables;
  if (found.length > 0)
    return pipe(
      tableLabels(found, contents, root),
      E.map((tabled): Source => ({ ...tabled, classFrom: tabled.label, vocab })),
    );
  return delimiter === undefined && Object.values(columns).every((name) => name === undefined)
    ? E.right({ contents, classFrom: label, part: null })
    : E.left([badOption('labels', 'a table of labels, for the columns and the delimiter', 'none', NO_TABLE)]);
}

/** Adds a notice of tables that were found without being named, and a warning if no image has several labels. */
function noted(files: ImageFiles, found: readonly LabelTable[], delimiter: string | undefined): ImageFiles {
  const { notices = [], warnings = [], train, valid } = files;
  const isSeparated = [...train, ...valid].some(({ label }) => typeof label !== 'string' && label.length > 1);
  const sources = found.map(({ source }) => source).join(', ');
  return {
    ...files,
    ...(found.length === 0 ? {} : { notices: [...notices, `the labels are those in ${sources}`] }),
    ...(delimiter === undefined || isSeparated
      ? {}
      : {
          warnings: [
            ...warnings,
            `no image has several labels: check --label-delimiter ${JSON.stringify(delimiter)}`,
          ],
        }),
  };
}

const NO_TABLE = 'Name it with --labels, or put a metadata.csv into the folder.';

const NOTHING: Exclusions = { lines: [], source: '' };

/** Adds the mistakes that examiners find to the warnings. */
const examined = (files: ImageFiles, examiners: readonly Examiner[]): Observable<ImageFiles> =>
  from(examiners).pipe(
    concatMap((examine) => examine(files)),
    reduce((all, found) => [...all, ...found], files.warnings ?? []),
    map((warnings) => (warnings.length === 0 ? files : { ...files, warnings })),
  );

const strictError = (root: string, warnings: readonly string[]): AppError =>
  badData(root, 'images without warnings', warnings.join('; '), 'Correct the folder, or leave out --strict.');

/** Merges several errors into one. Those that differ only in their place become one with several places. */
function merge(errors: AppErrors): AppError {
  const [first] = errors;
  const textOf = ({ expected, received }: AppError): string => `expected ${expected}, received ${received}`;
  const placesOf = (text: string): string =>
    errors.flatMap((error) => (textOf(error) === text ? [error.where] : [])).join(', ');
  const where = placesOf(textOf(first));
  const others = [...new Set(errors.map(textOf))].slice(1).map((text) => {
    const places = placesOf(text);
    return `${places === where ? 'also' : `${places}:`} ${text}`;
  });
  return {
    ...first,
    where,
    received: [first.received, ...others].join('; '),
    advice: [...new Set(errors.map(({ advice }) => advice))].filter((text) => text !== '').join(' '),
  };
}
