import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { badData, badOption, type AppError, type ImageFile, type ImageFiles } from '../core/index.ts';
import type { Labeller } from './labeller.ts';
import { sample } from './sample.ts';
import type { SplitIndices, Splitter } from './splitter.ts';
import { vocabulary } from './vocabulary.ts';

/** Names and single errors a message lists at most. */
const MAX_NAMED = 3;

/** What {@link assembleFiles} puts together. */
export interface FilesParts {
  readonly root: string;
  /** All images, sorted. */
  readonly paths: readonly string[];
  readonly label: Labeller;
  readonly split: Splitter;
  /** Infinity: take all. */
  readonly limit: number;
  readonly seed: number;
}

/** At least one. */
export type AppErrors = readonly [AppError, ...AppError[]];

/** Samples, splits and labels a list of images. Left: everything that is wrong with it. */
export const assembleFiles = (parts: FilesParts): E.Either<AppErrors, ImageFiles> =>
  pipe(
    usable(parts),
    E.flatMap((used) => {
      const chosen = sample(used, parts.limit, parts.seed);
      return pipe(
        parts.split(chosen, parts.root, parts.paths),
        E.mapLeft((error): AppErrors => [error]),
        E.flatMap((indices) => labelled(parts, used, chosen, indices)),
      );
    }),
  );

/** The images in either part, in the order of the list. */
function usable({ root, paths, split, limit }: FilesParts): E.Either<AppErrors, readonly string[]> {
  if (paths.length === 0) {
    const where = 'a folder without any';
    return E.left([badData(root, 'images (jpg, png, webp, gif, tiff, avif)', where, CLASS_FOLDERS)]);
  }
  if (!(limit >= 2)) {
    return E.left([badOption('limit', 'an integer of at least 2', String(limit))]);
  }
  return pipe(
    split(paths, root),
    E.bimap(
      (error): AppErrors => [error],
      ({ train, valid }) => {
        const inUse = new Set([...train, ...valid]);
        return paths.filter((_, i) => inUse.has(i));
      },
    ),
  );
}

function labelled(
  { root, paths, label }: FilesParts,
  used: readonly string[],
  chosen: readonly string[],
  { train, valid }: SplitIndices,
): E.Either<AppErrors, ImageFiles> {
  const outcomes = used.map(label);
  const labels = new Map(used.flatMap((path, i) => labelOf(path, outcomes[i])));
  const errors = [
    ...summary(outcomes.flatMap((outcome) => (outcome._tag === 'Left' ? [outcome.left] : []))),
    ...partErrors(root, train.length, valid.length),
    ...classErrors(root, labels, chosen),
  ];
  const [first, ...rest] = errors;
  if (first !== undefined) return E.left([first, ...rest]);

  const names = chosen.map((path) => labels.get(path) ?? '');
  const { vocab, encoded } = vocabulary(names, {});
  const index = new Map(paths.map((path, i) => [path, i]));
  const fileAt = (i: number): ImageFile => ({
    path: chosen[i] ?? '',
    label: names[i] ?? '',
    target: encoded[i] ?? 0,
    index: index.get(chosen[i] ?? '') ?? 0,
  });
  return E.right({ train: train.map(fileAt), valid: valid.map(fileAt), vocab });
}

const labelOf = (path: string, outcome: ReturnType<Labeller> | undefined): [string, string][] =>
  outcome?._tag === 'Right' ? [[path, outcome.right]] : [];

/** The first few errors, one of each kind of mistake being enough, and how many more there are. */
function summary(errors: readonly AppError[]): readonly AppError[] {
  const distinct = [...new Map(errors.map((error) => [error.where, error])).values()];
  const more = distinct.length - MAX_NAMED;
  return distinct
    .slice(0, MAX_NAMED)
    .map((error, i) =>
      i === MAX_NAMED - 1 && more > 0
        ? { ...error, where: `${error.where} and ${String(more)} more` }
        : error,
    );
}

const partErrors = (root: string, train: number, valid: number): readonly AppError[] => [
  ...(train === 0 ? [emptyPart(root, 'training')] : []),
  ...(valid === 0 ? [emptyPart(root, 'validation')] : []),
];

function classErrors(
  root: string,
  labels: ReadonlyMap<string, string>,
  chosen: readonly string[],
): readonly AppError[] {
  const all = [...new Set(labels.values())];
  const kept = new Set(chosen.map((path) => labels.get(path)));
  const lost = all.filter((name) => !kept.has(name));
  if (all.length === 1)
    return [badData(root, 'images of at least two classes', `only ${all.join()}`, CLASS_FOLDERS)];
  if (lost.length === 0) return [];
  const listed = lost.slice(0, MAX_NAMED).join(', ') + (lost.length > MAX_NAMED ? ', …' : '');
  return [
    badData(
      root,
      'every class in the sample',
      `none of ${String(lost.length)} classes (${listed})`,
      'Take a larger limit.',
    ),
  ];
}

const emptyPart = (root: string, part: string): AppError =>
  badData(
    root,
    `at least one image for ${part}`,
    'none',
    'Split the images in another way: by a fraction, by folders (train and val or valid, each with class folders), or by a list.',
  );

const CLASS_FOLDERS = 'Give a folder with one folder of images per class.';
