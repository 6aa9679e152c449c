import {
  augTransforms,
  batchTransformOf,
  type BatchTransform,
  type AugTransformsOptions,
} from '../batches/index.ts';
import {
  badData,
  describeError,
  MillraceError,
  type ChannelStats,
  type ReadModel,
  type SavedModel,
  type Size,
  type TransformDescription,
} from '../core/index.ts';
import { itemTransformOf, resize, type ItemTransform, type ResizeConfig } from '../items/index.ts';

/** The part of a description of data that a model determines. */
export interface ModelPreparation {
  /** The transforms of each image. */
  readonly item: readonly ItemTransform[];
  /** The transforms of each batch, before normalization. */
  readonly batch: readonly BatchTransform[];
  readonly normalization: ChannelStats | null;
  /** The size of the network's input, in pixels. */
  readonly size: Size;
}

/** The options of a run of a version whose model files did not record how images are prepared. */
export interface OlderPreparation {
  readonly itemSize: number;
  readonly resize?: NonNullable<ResizeConfig['method']>;
  readonly interpolation?: NonNullable<AugTransformsOptions['interpolation']>;
}

/**
 * Returns how images were prepared when a model was trained, from the model alone:
 * `imageData({ files, batchSize: 64, ...preparationOf(model) })`.
 *
 * Throws BadData if the model's file does not record it, as in older versions, or if it includes a custom transform.
 *
 * @param older the options of the run, for a model of an older version
 * @category Architectures and models
 */
export function preparationOf(model: SavedModel | ReadModel, older?: OlderPreparation): ModelPreparation {
  const { preparation, normalization, size } = model.description;
  const where = 'path' in model ? model.path : 'the model';
  if (preparation === null && older !== undefined) {
    const { itemSize, resize: method = 'crop', interpolation = 'twice' } = older;
    const batch = augTransforms({ size, minScale: 0.75, interpolation });
    return { item: [resize(itemSize, { method })], batch, normalization, size };
  }
  if (preparation === null)
    throw new MillraceError(
      badData(
        where,
        'a model that records how to prepare images',
        'a model of an older version, which does not',
      ),
    );
  return {
    item: preparation.item.map((each) => rebuilt(each, itemTransformOf, where)),
    batch: preparation.batch.map((each) => rebuilt(each, batchTransformOf, where)),
    normalization,
    size,
  };
}

function rebuilt<T>(
  description: TransformDescription,
  build: (description: TransformDescription) => T | null,
  where: string,
): T {
  try {
    const transform = build(description);
    if (transform !== null) return transform;
  } catch (cause) {
    if (!(cause instanceof MillraceError)) throw cause;
    throw new MillraceError(badData(where, 'a valid preparation of the images', describeError(cause.detail)));
  }
  throw new MillraceError(
    badData(
      where,
      'transforms of Millrace',
      `the custom transform "${description.name}"`,
      'Load the model in the pipeline that defines the transform, with withModel().',
    ),
  );
}
