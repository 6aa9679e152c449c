import { batchTransformOf } from '../batches/index.ts';
import {
  badData,
  describeError,
  MillraceError,
  type ReadModel,
  type SavedModel,
  type TransformDescription,
} from '../core/index.ts';
import { itemTransformOf } from '../items/index.ts';
import type { ImageDataOptions } from './image-data.ts';

/** The part of a description of data that a model determines. */
export type ModelPreparation = Required<Pick<ImageDataOptions, 'item' | 'batch' | 'normalization' | 'size'>>;

/**
 * Returns how images were prepared when a model was trained, from the model alone:
 * `imageData({ files, batchSize: 64, ...preparationOf(model) })`.
 *
 * Throws BadData if the model's file does not record it, as in older versions, or if it includes a custom transform.
 *
 * @category Architectures and models
 */
export function preparationOf(model: SavedModel | ReadModel): ModelPreparation {
  const { preparation, normalization, size } = model.description;
  const where = 'path' in model ? model.path : 'the model';
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
