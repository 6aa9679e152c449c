import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import {
  at,
  badData,
  badOption,
  namesAndMore,
  valueAt,
  type AppError,
  namesOfLabel,
  type ImageFile,
  type ImageFiles,
  type Label,
} from '../core/index.ts';
import { classWarnings } from './class-warnings.ts';
import { excludedFrom, type Exclusions } from './exclusions.ts';
import type { FolderContents } from './folder-contents.ts';
import { inClassFolders, unusedImages, type ClassedImages } from './class-folders.ts';
import type { ClassFrom } from './class-from.ts';
import { encodedLabels } from './encoded-labels.ts';
import { givenPart } from './folder-split.ts';
import { labelled } from './labeller.ts';
import type { LabelSource } from './labels/label-source.ts';
import { leftOutGroups, mistakeText, otherFiles } from './left-out-groups.ts';
import { sample } from './sample.ts';
import type { SplitIndices, Splitter } from './splitter.ts';

/** The maximum number of names or errors in an error message. */
const MAX_NAMED = 3;

/** The maximum number of classes of a model in one. */
const MAX_CLASSES = 10;

/** The inputs of {@link assembleFiles}. */
export interface FilesParts {
  readonly root: string;
  readonly contents: FolderContents;
  readonly classFrom: ClassFrom;
  /** See {@link LabelSource}. */
  readonly part: LabelSource['part'];
  /** The classes of a model, which include all labels; by default the labels that occur. */
  readonly vocab?: readonly string[] | undefined;
  /** Whether that model is evaluated on the images: classes and a training part may be missing. */
  readonly isEvaluated: boolean;
  readonly split: Splitter;
  /** The size of the sample; Infinity takes all images. */
  readonly limit: number;
  readonly seed: number;
  /** Images to leave out; the others stay in their parts. */
  readonly exclusions: Exclusions;
}

/** At least one error. */
export type AppErrors = readonly [AppError, ...AppError[]];

/** Samples, splits and labels the images of a folder. Left: all errors. */
export function assembleFiles(parts: FilesParts): E.Either<AppErrors, ImageFiles> {
  const { root, split, limit, seed, contents } = parts;
  const classed = inClassFolders(parts);
  const { paths, label } = classed;
  const source: LabelSource = { label, part: parts.part };
  const excluded = excludedFrom(parts.exclusions, contents, root);
  const isKept = (path: string): boolean => !excluded.paths.has(path);
  return pipe(
    pathsInUse(parts, paths, source),
    E.flatMap((used) => {
      const sampled = sample(used, limit, seed);
      return pipe(
        split(sampled, root, paths, source),
        E.mapLeft((error): AppErrors => [error]),
        E.flatMap((indices) => {
          const chosen = sampled.filter(isKept);
          const labelling = { ...parts, ...classed, used: used.filter(isKept), chosen };
          return labelFiles(labelling, movedTo(chosen, sampled, indices));
        }),
        E.map((files): ImageFiles => {
          const unused = unusedImages(used, paths, {
            part: givenPart(root, paths, source),
            isEvaluated: parts.isEvaluated,
          });
          const others = [...classed.beside, ...unused].filter(({ path }) => isKept(path));
          const { expected, mistakes } = leftOutGroups([...contents.leftOut, ...others], root);
          const warnings = [
            ...mistakes.map(mistakeText),
            ...excluded.warnings,
            ...classed.warnings,
            ...classWarnings(files, parts),
          ];
          const leftOut = [...expected, ...(excluded.group === null ? [] : [excluded.group])];
          return {
            ...files,
            ...(leftOut.length === 0 ? {} : { leftOut }),
            ...(others.length === 0 ? {} : { others: others.map(({ path }) => path) }),
            ...(warnings.length === 0 ? {} : { warnings }),
          };
        }),
      );
    }),
  );
}

/** Returns the positions of a split in a shorter list of the same paths. */
function movedTo(
  shorter: readonly string[],
  paths: readonly string[],
  { train, valid, ...more }: SplitIndices,
): SplitIndices {
  const places = new Map(shorter.map((path, i) => [path, i]));
  const moved = (indices: readonly number[]): readonly number[] =>
    indices.flatMap((i) => places.get(at(paths, i)) ?? []);
  return { ...more, train: moved(train), valid: moved(valid) };
}

/** Returns the images in the training or the validation part, in the order of the list. */
function pathsInUse(
  { root, contents, split, limit }: FilesParts,
  paths: readonly string[],
  source: LabelSource,
): E.Either<AppErrors, readonly string[]> {
  if (paths.length === 0) {
    const expected = 'images (jpg, png, webp, gif, tiff, avif, bmp)';
    return E.left([
      badData(root, expected, `a folder without images${otherFiles(contents, root)}`, CLASS_FOLDERS),
    ]);
  }
  if (!(limit >= 2) || (limit !== Infinity && !Number.isInteger(limit)))
    return E.left([badOption('limit', 'an integer of at least 2', String(limit))]);
  return pipe(
    split(paths, root, paths, source),
    E.bimap(
      (error): AppErrors => [error],
      ({ train, valid }) => {
        const inUse = new Set([...train, ...valid]);
        return paths.filter((_, i) => inUse.has(i));
      },
    ),
  );
}

/** The images to label. */
interface Labelling
  extends Pick<ClassedImages, 'paths' | 'label'>, Pick<FilesParts, 'root' | 'vocab' | 'isEvaluated'> {
  /** Those in either part, and the sample of them. */
  readonly used: readonly string[];
  readonly chosen: readonly string[];
}

function labelFiles(
  { root, paths, label, vocab: given, isEvaluated, used, chosen }: Labelling,
  { train, valid, notices = [] }: SplitIndices,
): E.Either<AppErrors, ImageFiles> {
  const outcomes = used.map(labelled(label, root));
  const labels = new Map(
    outcomes.flatMap((outcome, i) => (E.isRight(outcome) ? [[at(used, i), outcome.right] as const] : [])),
  );
  const errors = [
    ...summarize(outcomes.flatMap((outcome) => (E.isLeft(outcome) ? [outcome.left] : []))),
    ...(train.length === 0 && !isEvaluated ? [emptyPart(root, 'training')] : []),
    ...(valid.length === 0 ? [emptyPart(root, 'validation')] : []),
    ...(isEvaluated ? unknownErrors(root, labels, given ?? []) : classErrors(root, labels, chosen)),
  ];
  const [first, ...rest] = errors;
  if (first !== undefined) return E.left([first, ...rest]);

  const names = chosen.map((path) => valueAt(labels, path));
  const { vocab, labels: shown, targets } = encodedLabels(names, given);
  const index = new Map(paths.map((path, i) => [path, i]));
  const fileAt = (i: number): ImageFile => {
    const path = at(chosen, i);
    return { path, label: at(shown, i), target: at(targets, i), index: valueAt(index, path) };
  };
  return E.right({
    train: train.map(fileAt),
    valid: valid.map(fileAt),
    vocab,
    root,
    ...(notices.length === 0 ? {} : { notices }),
  });
}

/** Returns the first few errors, at most one for each `where`; the last one says how many are left out. */
function summarize(errors: readonly AppError[]): readonly AppError[] {
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

function classErrors(
  root: string,
  labels: ReadonlyMap<string, Label>,
  chosen: readonly string[],
): readonly AppError[] {
  const all = [...new Set([...labels.values()].flatMap(namesOfLabel))];
  const isSingle = [...labels.values()].every((label) => typeof label === 'string');
  const sampled = new Set(chosen.flatMap((path) => namesOfLabel(labels.get(path) ?? [])));
  const missing = all.filter((name) => !sampled.has(name));
  if (!isSingle && all.length === 0)
    return [badData(root, 'images with labels', 'images without a single label', '')];
  if (isSingle && all.length === 1)
    return [badData(root, 'images of at least two classes', `only ${all.join('')}`, CLASS_FOLDERS)];
  if (missing.length === 0) return [];
  const received = `no images of ${namesAndMore(missing, MAX_NAMED)}`;
  return [badData(root, 'every class in the sample', received, 'Increase the limit.')];
}

/** Reports classes that a model does not have. */
function unknownErrors(
  root: string,
  labels: ReadonlyMap<string, Label>,
  vocab: readonly string[],
): readonly AppError[] {
  const names = new Set([...labels.values()].flatMap(namesOfLabel));
  const unknown = [...names].filter((name) => !vocab.includes(name));
  return unknown.length === 0
    ? []
    : [
        badData(
          root,
          `images of the classes of the model: ${namesAndMore(vocab, MAX_CLASSES)}`,
          `images of ${namesAndMore(unknown, MAX_CLASSES)}`,
          'Leave out the images of other classes with --exclude, or choose what names the class with --class-from.',
        ),
      ];
}

const emptyPart = (root: string, part: string): AppError =>
  badData(
    root,
    `at least one image for ${part}`,
    'none',
    'Split the images differently: by a fraction, by folders (train and val or valid, each with class folders), or by a list.',
  );

const CLASS_FOLDERS = 'Pass a folder that contains one subfolder of images per class.';
