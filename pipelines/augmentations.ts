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
  type Image,
  type ImageFile,
  type LabelledImage,
  type Rng,
} from '../src/index.ts';
import type { DataOptions } from './options.ts';
import { trainingData } from './training-data.ts';

/** Number of augmented copies. */
const TIMES = 9;

const ways = [
  { interpolation: 'twice', title: 'twice (the default): warp, then crop and resize' },
  { interpolation: 'once', title: 'once: all in one interpolation' },
  { interpolation: 'step-by-step', title: 'step-by-step: one after another' },
] as const;

/**
 * Emits a drawing of one training image, augmented nine times with each interpolation and the same random draws, side by
 * side: fastai's two, the default; one (presizing); and one per transform. The last two are the comparison of the book's
 * chapter 5.
 *
 * Takes the first image, in a random order, that can be decoded; completes without a drawing if there is none.
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

/** Emits the image as nine epochs would augment it. */
const augmented = (
  world: Capabilities,
  options: DataOptions,
  file: ImageFile,
  rng: Rng,
): Observable<LabelledImage> => {
  const { item, batch } = trainingData(world, options);
  return range(0, TIMES).pipe(
    concatMap((epoch) =>
      of(withoutLabel(file)).pipe(
        decoded({ ...world, transforms: item, split: 'train', rng, epoch }),
        collated({ index: 0 }),
        batchTransformed({ transforms: batch, split: 'train', rng, epoch }),
      ),
    ),
    labelledPixels({ vocab: [] }),
    concatMap((images) => images),
  );
};

/** The labels would all be the same: they are not shown. */
const withoutLabel = ({ path, index }: ImageFile): Image => ({ path, index });
