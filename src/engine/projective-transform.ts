import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { Box, ImageSize } from '../core/index.ts';
import { engineInfo } from './engine-info.ts';
import { extendByMirroring, seesHorizon } from './extend-by-mirroring.ts';
import { mirroredWarp } from './mirrored-warp.ts';
import type { Projection } from './projection.ts';
import { attr, rawOp1 } from './raw-op.ts';
import { tf } from './tf.ts';

/** How images are projected. */
export interface ProjectiveTransform {
  /** [N], one per image. */
  readonly projections: readonly Projection[];
  /** The output size in pixels. */
  readonly size: ImageSize;
  /** The part of the output to return; all of it by default. */
  readonly window?: Box;
  readonly interpolation: 'bilinear' | 'nearest';
  /**
   * The pixels outside the image: black, the nearest pixel, or the image mirrored at the centres of its outermost pixels
   * (which are not repeated) or at its edges (which are).
   */
  readonly outside: 'zeros' | 'border' | 'mirror-centres' | 'mirror-edges';
}

const FILL_MODES = {
  zeros: 'CONSTANT',
  border: 'NEAREST',
  'mirror-edges': 'REFLECT',
  // After `extendByMirroring`, only float32 rounding puts a position outside.
  'mirror-centres': 'NEAREST',
} as const;

/**
 * Maps each image through its own projection, in one interpolation: [N, H, W, C] → [N, height, width, C], owned by
 * the caller. Equals PyTorch's grid_sample with paddings zeros, border, and reflection with and without align_corners.
 *
 * Uses the op ImageProjectiveTransformV3, which mirrors at edges only. For `mirror-centres` the images are first extended
 * by mirroring as far as the projections reach (at most four times their size; farther out the last pixel repeats). On a CPU,
 * bilinear ones use {@link mirroredWarp} instead.
 */
export function projectiveTransform(images: Tensor4D, transform: ProjectiveTransform): Tensor4D {
  const { window, ...unwindowed } = transform;
  if (canMirror(images, transform)) {
    const projections = rowsOf(transform.projections);
    const output = mirroredWarp(images, projections, window ?? { top: 0, left: 0, ...transform.size });
    projections.dispose();
    return output;
  }
  return transformByOp(images, window === undefined ? unwindowed : shiftToWindow(window, unwindowed));
}

/** Returns whether {@link mirroredWarp} does it. */
const canMirror = (
  images: Tensor4D,
  { projections, size, interpolation, outside }: ProjectiveTransform,
): boolean =>
  interpolation === 'bilinear' &&
  outside === 'mirror-centres' &&
  engineInfo().device === 'cpu' &&
  Math.min(images.shape[1], images.shape[2]) >= 2 &&
  !seesHorizon(projections, size);

/** Returns the transform of the window's pixels alone. */
const shiftToWindow = (
  { left, top, height, width }: Box,
  { projections, ...rest }: ProjectiveTransform,
): ProjectiveTransform => ({
  ...rest,
  size: { height, width },
  projections: projections.map(([a, b, c, d, e, f, g, h, i]) => [
    a, b, a * left + b * top + c,
    d, e, d * left + e * top + f,
    g, h, g * left + h * top + i,
  ]), // prettier-ignore
});

function transformByOp(images: Tensor4D, transform: ProjectiveTransform): Tensor4D {
  if (transform.outside !== 'mirror-centres') return project(images, transform);
  return tf.tidy(() => {
    const extended = extendByMirroring(images, transform);
    return extended === 'one by one'
      ? tf.concat<Tensor4D>(
          tf
            .split<Tensor4D>(images, images.shape[0])
            .map((image, i) =>
              transformByOp(image, { ...transform, projections: transform.projections.slice(i, i + 1) }),
            ),
        )
      : project(extended.images, { ...transform, projections: extended.projections });
  });
}

function project(
  images: Tensor4D,
  { projections, size, interpolation, outside }: ProjectiveTransform,
): Tensor4D {
  return tf.tidy(
    () =>
      rawOp1(
        'ImageProjectiveTransformV3',
        [
          attr.type('dtype', 'float32'),
          attr.string('interpolation', interpolation === 'bilinear' ? 'BILINEAR' : 'NEAREST'),
          attr.string('fill_mode', FILL_MODES[outside]),
        ],
        [images, rowsOf(projections), tf.tensor1d([size.height, size.width], 'int32'), tf.scalar(0)],
      ) as Tensor4D,
  );
}

const rowsOf = (projections: readonly Projection[]): Tensor2D =>
  tf.tensor2d(projections.flatMap(firstEight), [projections.length, 8]);

/** Returns a projection in TensorFlow's form: scaled so that the ninth number is 1, which is omitted. */
const firstEight = ([a, b, c, d, e, f, g, h, i]: Projection): number[] =>
  [a, b, c, d, e, f, g, h].map((value) => value / i);
