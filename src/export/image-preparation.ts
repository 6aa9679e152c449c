import { batchTransformOf, validMap, type BatchTransform, type ImageMap } from '../batches/index.ts';
import {
  MillraceError,
  type ImageSize,
  type ModelDescription,
  type TransformDescription,
} from '../core/index.ts';
import { itemTransformOf, type ItemTransform } from '../items/index.ts';

/** How validation prepares an image of any size, before it is normalized. */
export interface ImagePreparation {
  /** Cut out boxes of the image and resize them; at least one. */
  readonly item: readonly ItemTransform[];
  /** The size of the image after them. */
  readonly itemSize: ImageSize;
  /** What the batch transforms then do, as a linear map. */
  readonly map: ImageMap;
}

/** Returns how images are prepared for a model, or why the description does not say it. */
export function imagePreparation({ preparation }: ModelDescription): ImagePreparation | string {
  if (preparation === null)
    return 'a model of an older version, which does not record how images are prepared';
  const item = rebuilt(preparation.item, itemTransformOf);
  if (typeof item === 'string') return item;
  const batch = rebuilt<BatchTransform>(preparation.batch, batchTransformOf);
  if (typeof batch === 'string') return batch;
  const itemSize = item.findLast(({ outputSize }) => outputSize !== undefined)?.outputSize;
  if (itemSize === undefined) return 'a model whose images are not resized one by one';
  const map = validMap(batch, itemSize);
  return map === null
    ? 'a model whose images are resized to the nearest pixel, or without aligned corners'
    : { item, itemSize, map };
}

function rebuilt<T>(
  descriptions: readonly TransformDescription[],
  build: (description: TransformDescription) => T | null,
): readonly T[] | string {
  const transforms = descriptions.map((each) => {
    try {
      return build(each);
    } catch (cause) {
      if (cause instanceof MillraceError) return null;
      throw cause;
    }
  });
  const position = transforms.indexOf(null);
  return position < 0
    ? transforms.filter((each) => each !== null)
    : `a model with the custom transform "${String(descriptions[position]?.name)}"`;
}
