/**
 * Draws the network's input, without training: the images of the first batch, and one image augmented with each
 * interpolation.
 *
 *   npm start -- show-batch DIR
 */
import {
  concat,
  concatMap,
  defer,
  EMPTY,
  filter,
  identity,
  map,
  take,
  throwIfEmpty,
  type Observable,
} from 'rxjs';
import {
  badData,
  createRng,
  labelledPixels,
  loadedData,
  MillraceError,
  mixUp,
  imageGrid,
  trainBatches,
  type Capabilities,
  type Command,
  type Drawing,
  type FileSaved,
  type LoadedData,
  type Rng,
} from '../src/index.ts';
import { augmentations } from './augmentations.ts';
import type { DataOptions } from './options.ts';
import { commandTable } from './table.ts';
import { trainingData } from './training-data.ts';

/** Options of {@link showBatch}. */
export interface ShowBatchOptions extends DataOptions {
  /** Number of images of the batch. */
  readonly n: number;
  /** The α of Beta(α, α) for MixUp; undefined for no blends. */
  readonly mixup: number | undefined;
}

/**
 * Draws two pages into the run folder: `batch.png`, images of the first training batch with their class names, and
 * `augmentations.png`, one image augmented with each `interpolation`: the default one, in one step, and step by step;
 * without augmentation only the first.
 *
 * Emits each file when it is written. Errors with BadData if no image can be used, and with WriteFailed.
 *
 * @category The book's pipelines
 */
export const showBatch: Command<ShowBatchOptions, FileSaved> = {
  ...commandTable.showBatch,
  run: (world, options) => drawPages(world, options),
};

const drawPages = (world: Capabilities, options: ShowBatchOptions): Observable<FileSaved> =>
  defer(() => {
    const rng = createRng(options.seed);
    return loadedData(trainingData(world, options), { world, rng }).pipe(
      concatMap((loaded) => {
        const page = (name: string, drawing$: Observable<Drawing>): Observable<FileSaved> =>
          drawing$.pipe(
            throwIfEmpty(() => noneUsable(options)),
            concatMap((drawing) => world.saveDrawing(name, drawing)),
            map((file) => ({ _tag: 'FileSaved', ...file })),
          );
        return concat(
          page('batch.png', batchGrid(world, options, loaded, rng)),
          options.augment === false
            ? EMPTY
            : page(
                'augmentations.png',
                augmentations(world, options, loaded.files.train, rng.at('augmentations')),
              ),
        );
      }),
    );
  });

/** Draws the first training batch: at least `n` images, but never more than there are. */
const batchGrid = (
  world: Capabilities,
  { n, mixup: alpha }: ShowBatchOptions,
  { data, files }: LoadedData,
  rng: Rng,
): Observable<Drawing> => {
  const batchSize = Math.min(files.train.length, Math.max(data.batchSize, n));
  const mix = alpha === undefined ? null : mixUp(alpha);
  const title = `training batch, ${data.size.height} × ${data.size.width}${alpha === undefined ? '' : `, MixUp(${alpha})`}`;
  const place = rng.at('phase', 0);
  return trainBatches(files, {
    world,
    data: { ...data, batchSize, prefetch: 1 },
    rng: place,
    epoch: 0,
  }).pipe(
    mix === null ? identity : mix.batches({ rng: place, epoch: 0 }),
    take(1),
    labelledPixels({ vocab: files.vocab, normalization: data.normalization }),
    filter(({ length }) => length > 0),
    map((images) => imageGrid(images.slice(0, n), { title })),
  );
};

const noneUsable = ({ data }: ShowBatchOptions): MillraceError =>
  new MillraceError(
    badData(
      data,
      'images to show',
      'none that can be decoded',
      'Check that the files open in an image viewer.',
    ),
  );
