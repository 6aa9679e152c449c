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

/**
 * Returns data to evaluate a saved model with: its images are prepared as the model's file says. Models of older versions
 * do not record it: the options apply, and a notice names them.
 *
 * Throws BadData as `preparationOf` does.
 */
export function savedData(world: Capabilities, options: DataOptions, model: ReadModel): ImageData {
  const { preparation, size } = model.description;
  const files = withNotices(world, options, model, trainingFiles(world, options, model));
  if (preparation === null)
    return normalizedAs(model, {
      ...trainingData(world, { ...options, size, normalize: 'none' }, model),
      files,
    });
  const { batchSize, cache } = options;
  return imageData({
    files,
    ...preparationOf(model),
    task: taskFor(options.threshold, model),
    batchSize,
    ...(cache === 'none' ? {} : { cache }),
  });
}

/** Adds notices of what the model's file and folder do not record. */
const withNotices = (
  { readText }: Pick<Capabilities, 'readText'>,
  options: DataOptions,
  model: ReadModel,
  files$: Observable<ImageFiles>,
): Observable<ImageFiles> => {
  const isThere = (name: string): Observable<boolean> =>
    readText(besideModel(model, name)).pipe(
      map(() => true),
      catchError(() => of(false)),
    );
  return zip(isThere('config.json'), isThere('validation.txt')).pipe(
    concatMap(([hasConfig, hasList]) =>
      files$.pipe(
        map((files) => ({
          ...files,
          notices: [
            ...(files.notices ?? []),
            ...(model.description.preparation === null ? [olderNotice(model, options, hasConfig)] : []),
            ...(hasConfig || hasList ? [] : [splitNotice(model)]),
          ],
        })),
      ),
    ),
  );
};

const olderNotice = (
  { path }: ReadModel,
  { itemSize, resize = 'crop', interpolation }: DataOptions,
  hasConfig: boolean,
): string =>
  `${path} is of an older version, which did not record how images are prepared: ` +
  `--item-size ${itemSize}, --resize ${resize} and --interpolation ${interpolation} are those of ` +
  (hasConfig ? 'config.json beside it' : 'the options');

const splitNotice = ({ path }: ReadModel): string =>
  `there is no validation.txt beside ${path}: the split is a new one, and may validate images that the model was trained on`;
