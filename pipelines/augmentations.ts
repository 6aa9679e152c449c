import { concat, concatMap, filter, from, map, of, range, take, toArray, type Observable } from 'rxjs';
import {
  batchTransformed,
  collated,
  decoded,
  labelledPixels,
  imageGrid,
  shuffle,
  sideBySide,
  type Capabilities,
  type Drawing,
  type ImageFile,
  type LabelledImage,
  type Rng,
} from '../src/index.ts';
import type { DataOptions } from './options.ts';
import { trainingData } from './training-data.ts';

/** How often the image is augmented. */
const TIMES = 9;

const ways = [
  { interpolation: 'once', title: 'once: all in one interpolation' },
  { interpolation: 'step-by-step', title: 'step-by-step: one after another' },
] as const;

/**
 * One training image, augmented nine times in one interpolation (presizing), and beside it nine times step by step with
 * the same draws: the comparison of the book's chapter 5.
 *
 * It is the first image, in a random order, that can be used; empty where there is none.
 */
export const augmentations = (
  world: Capabilities,
  options: DataOptions,
  train: readonly ImageFile[],
  rng: Rng,
): Observable<Drawing> =>
  from(shuffle(train, rng, 0)).pipe(
    concatMap((file) =>
      concat(
        ...ways.map(({ interpolation, title }) =>
          augmented(world, { ...options, interpolation }, file, rng).pipe(
            toArray(),
            map((images) => imageGrid(images, { title })),
          ),
        ),
      ).pipe(toArray()),
    ),
    filter((grids) => grids.every(({ images }) => images.length > 0)),
    take(1),
    map((grids) => sideBySide(...grids)),
  );

/** The image as it is in nine epochs, without its label: that is the same for all. */
const augmented = (
  world: Capabilities,
  options: DataOptions,
  file: ImageFile,
  rng: Rng,
): Observable<LabelledImage> => {
  const { item, batch } = trainingData(world, { ...options, normalize: 'none' });
  return range(0, TIMES).pipe(
    concatMap((epoch) =>
      of(file).pipe(
        decoded({ ...world, transforms: item, split: 'train', rng, epoch }),
        collated({ index: 0 }),
        batchTransformed({ transforms: batch, split: 'train', rng, epoch }),
      ),
    ),
    labelledPixels({ vocab: [] }),
    concatMap((images) => images.map(({ pixels }) => ({ pixels, label: '' }))),
  );
};
