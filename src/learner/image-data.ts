import type { Observable } from 'rxjs';
import { isNormalize, type BatchTransform } from '../batches/index.ts';
import {
  badOption,
  MillraceError,
  requireOption,
  requirePositiveInteger,
  sizeOf,
  type ChannelStats,
  type ImageFiles,
  type ImageSize,
  type ItemStoreKind,
  type Size,
} from '../core/index.ts';
import type { ItemTransform } from '../items/index.ts';
import type { Task } from '../nn/index.ts';

/** Options of {@link imageData}. */
export interface ImageDataOptions {
  /** Emits the images, listed when a run starts; see {@link imageFiles}. */
  readonly files: Observable<ImageFiles>;
  /** Transforms of each image, applied while it is decoded: presizing, for example `[resize(460)]`. */
  readonly item: readonly ItemTransform[];
  /** Transforms of each batch, computed by the engine: augmentation. */
  readonly batch: readonly BatchTransform[];
  /**
   * The statistics by which images are normalized after the batch transforms, for example {@link imagenetStats}; `batch`
   * computes them from the first training batch (fastai's Normalize()). Null, the default, does not normalize.
   */
  readonly normalization?: ChannelStats | 'batch' | null;
  /**
   * What the network recognizes, or a function of the images that returns it; by default {@link defaultTask}.
   */
  readonly task?: Task | ((files: ImageFiles) => Task) | undefined;
  /** Images per training and validation batch, from 1. */
  readonly batchSize: number;
  /**
   * Whether an epoch of training draws each class equally often ({@link balance}), and repeats the images of small classes;
   * by default it takes each image once.
   */
  readonly balanced?: boolean;
  /** The size of the network's input, in pixels; needed only if no transform gives its `outputSize`. */
  readonly size?: Size;
  /**
   * Keeps decoded images for the next epoch (`memory`), or for later runs too (`disk`); by default they are decoded
   * every time. The results are the same. Images with random item transforms are never kept.
   */
  readonly cache?: ItemStoreKind;
  /**
   * The maximum number of batches that exist at once, including the one in use; 2 by default, so that the next batch
   * loads during a step.
   */
  readonly prefetch?: number;
  /**
   * The number of images decoded together; by default that of {@link decoded}. At most eight at once of those that are
   * no ordinary JPEG files.
   */
  readonly decoders?: number;
}

/**
 * The description of a data set: the images, their transforms and the batch size. fastai's DataLoaders.
 *
 * @category Running an experiment
 */
export interface ImageData extends Omit<ImageDataOptions, 'normalization' | 'size'> {
  readonly normalization: ChannelStats | 'batch' | null;
  /** The size of the network's input, in pixels: the size to which the transforms bring every image. */
  readonly size: ImageSize;
}

/**
 * Data with known statistics and a known task; {@link loadedData} finds both.
 *
 * @category Batches
 */
export interface LoadedImageData extends ImageData {
  readonly normalization: ChannelStats | null;
  readonly task: Task;
}

/**
 * Returns the description of a data set, with the size and the normalization filled in: `const data = imageData({ … })`.
 *
 * The size is that of the last transform that gives its `outputSize`. Throws BadOption if `size` contradicts it, if there
 * is neither, for a {@link normalize} among the batch transforms, unless `item` and `batch` are lists, and unless
 * `batchSize`, `prefetch` and `decoders` are positive integers.
 *
 * @category Running an experiment
 */
export function imageData({ size, normalization = null, ...options }: ImageDataOptions): ImageData {
  requirePositiveInteger('imageData batchSize', options.batchSize);
  for (const name of ['prefetch', 'decoders'] as const) {
    const value = options[name];
    if (value !== undefined) requirePositiveInteger(`imageData ${name}`, value);
  }
  // Callers in JavaScript are not type-checked.
  for (const name of ['item', 'batch'] as const)
    requireOption(Array.isArray(options[name]), `imageData ${name}`, 'a list of transforms', options[name]);
  if (options.batch.some(isNormalize))
    throw new MillraceError(
      badOption(
        'imageData batch',
        'transforms without normalize',
        'normalize',
        'Give `normalization`, for example `normalization: imagenetStats`: it is saved with the model.',
      ),
    );
  return { ...options, normalization, size: inputSize(options, size) };
}

function inputSize(
  { item, batch }: Pick<ImageDataOptions, 'item' | 'batch'>,
  given: Size | undefined,
): ImageSize {
  // An item transform without a size depends on the image; a batch transform without one keeps the size.
  const produced =
    batch.findLast(({ outputSize }) => outputSize !== undefined)?.outputSize ?? item.at(-1)?.outputSize;
  const size = given === undefined ? produced : sizeOf(given);
  if (size === undefined)
    throw new MillraceError(
      badOption(
        'imageData size',
        'a size, or a transform that brings images to one',
        'neither',
        'Give `size`, or a transform such as `resize(224)` or `...augTransforms({ size: 224 })`.',
      ),
    );
  if (produced !== undefined && describe(produced) !== describe(size))
    throw new MillraceError(
      badOption(
        'imageData size',
        `${describe(produced)}, the size that the transforms produce`,
        describe(size),
        'Leave out `size`, or change the transforms.',
      ),
    );
  return size;
}

const describe = ({ height, width }: ImageSize): string => `${height}×${width}`;
