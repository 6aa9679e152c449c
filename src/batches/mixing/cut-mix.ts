import {
  beta,
  type Box,
  type ImageSize,
  integer,
  permutation,
  requireOption,
  roundHalfToEven,
} from '../../core/index.ts';
import { tf, type Tensor4D } from '../../engine/index.ts';
import { batchMix, type BatchMix, type MixedImages } from './batch-mix.ts';
import { mixedTargets, type UnmixedTargets } from './mixed-targets.ts';

/** The random numbers of CutMix for a batch. */
export interface CutMixDraws {
  /** From Beta(α, α): roughly the fraction of each image that remains. */
  readonly weight: number;
  /** The centre of the patch, in pixels from the left and the top. */
  readonly centre: { readonly x: number; readonly y: number };
  /** [N] the image that each patch is taken from. */
  readonly shuffle: readonly number[];
}

/**
 * Pastes a patch of another image of the batch into each image (Yun et al., "CutMix", 2019): fastai's CutMix.
 *
 * One patch position and size per batch, the size drawn from Beta(α, α). The weight of an image is the fraction of its
 * pixels that remain. Throws BadOption unless `alpha` is above 0.
 *
 * @param alpha above 0; default 1
 * @category Augmentation and mixing
 */
export function cutMix(alpha = 1): BatchMix {
  requireOption(alpha > 0 && alpha < Infinity, 'cutMix alpha', 'a number above 0', alpha);
  return batchMix({
    name: 'cutMix',
    settings: { alpha },
    mix: (images, targets, draw) => {
      const [count, height, width] = images.shape;
      const weight = beta(draw, alpha, alpha);
      const shuffle = permutation(draw, count);
      const centre = { x: integer(draw, width), y: integer(draw, height) };
      return pastePatches(images, targets, { weight, centre, shuffle });
    },
  });
}

/** Computes {@link cutMix} from its draws: images [N, H, W, C] are borrowed, the result is owned by the caller. */
export function pastePatches(
  images: Tensor4D,
  targets: UnmixedTargets,
  { weight, centre, shuffle }: CutMixDraws,
): MixedImages {
  const [count, height, width] = images.shape;
  const box = patchBox({ height, width }, weight, centre);
  const remaining = 1 - (box.height * box.width) / (height * width);
  return {
    images: tf.tidy(() => {
      const others = tf.gather(images, tf.tensor1d([...shuffle], 'int32'));
      return tf.where(
        tf.tensor4d(maskOf({ height, width }, box), [1, height, width, 1], 'bool'),
        others,
        images,
      );
    }),
    targets: mixedTargets(targets, shuffle, new Float32Array(count).fill(remaining)),
  };
}

/** Returns a patch with 1 − weight of the area, clipped at the border. Its sides are even before clipping. */
export function patchBox({ height, width }: ImageSize, weight: number, { x, y }: CutMixDraws['centre']): Box {
  const scale = Math.sqrt(1 - weight);
  const span = (length: number, middle: number): readonly [number, number] => {
    const half = Math.floor(roundHalfToEven(length * scale) / 2);
    return [Math.max(middle - half, 0), Math.min(middle + half, length)];
  };
  const [left, right] = span(width, x);
  const [top, bottom] = span(height, y);
  return { left, top, height: bottom - top, width: right - left };
}

function maskOf({ height, width }: ImageSize, box: Box): Uint8Array {
  const mask = new Uint8Array(height * width);
  for (let row = box.top; row < box.top + box.height; row++)
    mask.fill(1, row * width + box.left, row * width + box.left + box.width);
  return mask;
}
