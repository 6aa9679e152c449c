import { catchError, concatMap, map, of, zip, type Observable } from 'rxjs';
import {
  imageData,
  preparationOf,
  type Capabilities,
  type ImageData,
  type ImageFiles,
  type ReadModel,
} from '../src/index.ts';
import type { DataOptions } from './options.ts';
import { normalizedAs } from './trained.ts';
import { besideModel, taskFor, trainingData, trainingFiles } from './training-data.ts';

/** The options of images that a model's file does not replace. */
export type SavedDataOptions = Omit<DataOptions, 'size' | 'normalize'>;

/**
 * Returns data to evaluate a saved model with: its images are prepared as the model's file says. Models of older versions
 * do not record it: the options apply, and a notice names them.
 *
 * Throws BadData as `preparationOf` does.
 */
export const savedData = (world: Capabilities, options: SavedDataOptions, model: ReadModel): ImageData =>
  preparedData(world, options, model, withSplitNotice(world, model, trainingFiles(world, options, model)));

/** Returns data to evaluate a saved model with, as {@link savedData} does, of the images that `files$` emits. */
export function preparedData(
  world: Capabilities,
  options: SavedDataOptions,
  model: ReadModel,
  files$: Observable<ImageFiles>,
): ImageData {
  const { preparation, size } = model.description;
  if (preparation === null)
    return normalizedAs(model, {
      ...trainingData(world, { ...options, size, normalize: 'none' }, model),
      files: withOlderNotice(world, options, model, files$),
    });
  const { batchSize, cache } = options;
  return imageData({
    files: files$,
    ...preparationOf(model),
    task: taskFor(options.threshold, model),
    batchSize,
    ...(cache === 'none' ? {} : { cache }),
  });
}

/** Emits whether there is a file beside a model. */
const isBeside = (
  { readText }: Pick<Capabilities, 'readText'>,
  model: ReadModel,
  name: string,
): Observable<boolean> =>
  readText(besideModel(model, name)).pipe(
    map(() => true),
    catchError(() => of(false)),
  );

/** Adds a notice if nothing records with which images the model was validated. */
const withSplitNotice = (
  world: Pick<Capabilities, 'readText'>,
  model: ReadModel,
  files$: Observable<ImageFiles>,
): Observable<ImageFiles> =>
  zip(isBeside(world, model, 'config.json'), isBeside(world, model, 'validation.txt')).pipe(
    concatMap((found) => (found.includes(true) ? files$ : files$.pipe(map(noted(splitNotice(model)))))),
  );

/** Adds a notice of the options that replace what the model's file does not record. */
const withOlderNotice = (
  world: Pick<Capabilities, 'readText'>,
  options: SavedDataOptions,
  model: ReadModel,
  files$: Observable<ImageFiles>,
): Observable<ImageFiles> =>
  isBeside(world, model, 'config.json').pipe(
    concatMap((hasConfig) => files$.pipe(map(noted(olderNotice(model, options, hasConfig))))),
  );

/** Returns a function that adds a notice to those of images. */
export const noted =
  (notice: string) =>
  (files: ImageFiles): ImageFiles => ({ ...files, notices: [...(files.notices ?? []), notice] });

const olderNotice = (
  { path }: ReadModel,
  { itemSize, resize = 'crop', interpolation }: SavedDataOptions,
  hasConfig: boolean,
): string =>
  `${path} is of an older version, which did not record how images are prepared: ` +
  `--item-size ${itemSize}, --resize ${resize} and --interpolation ${interpolation} are those of ` +
  (hasConfig ? 'config.json beside it' : 'the options');

const splitNotice = ({ path }: ReadModel): string =>
  `there is no validation.txt beside ${path}: the split is a new one, and may validate images that the model was trained on`;
