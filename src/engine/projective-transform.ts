import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { Box, ImageSize } from '../core/index.ts';
import { engineInfo } from './engine-info.ts';
import { mirrored, seesHorizon } from './mirrored.ts';
import { mirroredWarp } from './mirrored-warp.ts';
import type { Projection } from './projection.ts';
import { attr, rawOp1 } from './raw-op.ts';
import { tf } from './tf.ts';

/** How images are projected. */
export interface ProjectiveTransform {
  /** [N] one for each image. */
  readonly projections: readonly Projection[];
  /** Of the output, in pixels. */
  readonly size: ImageSize;
  /** The part of the output that is wanted; by default all of it. */
  readonly window?: Box;
  readonly interpolation: 'bilinear' | 'nearest';
  /**
   * What lies outside: black, the nearest pixel, the image mirrored at the centres of its outermost pixels (they do
   * not repeat), or at its edges (they do).
   */
  readonly outside: 'zeros' | 'border' | 'mirror-centres' | 'mirror-edges';
}

const FILL_MODES = {
  zeros: 'CONSTANT',
  border: 'NEAREST',
  'mirror-edges': 'REFLECT',
  // After `mirrored` nothing lies outside but what float32 rounds there.
  'mirror-centres': 'NEAREST',
} as const;

/** Fewer numbers than these are not worth compiling for. */
const LARGE = 2 ** 18;

/**
 * Each image seen through its own projection, in one interpolation: [N, H, W, C] → [N, height, width, C], owned by
 * the caller. Equals PyTorch's grid_sample with paddings zeros, border, and reflection with and without align_corners.
 *
 * One ImageProjectiveTransformV3 does it. That op mirrors at edges only, so for `mirror-centres` the images are first
 * continued by mirroring, as far as the projections reach (four times their size at most; farther out the last pixel
 * repeats); or, of many pixels, {@link mirroredWarp} does all at once.
 */
export function projectiveTransform(images: Tensor4D, transform: ProjectiveTransform): Tensor4D {
  const { window, ...whole } = transform;
  if (isCompiled(images, transform))
    return tf.tidy(() => {
      const projections = rowsOf(transform.projections);
      const output = mirroredWarp({ images, projections }, whole.size);
      return window === undefined
        ? output
        : tf.slice(
            output,
            [0, window.top, window.left, 0],
            [output.shape[0], window.height, window.width, output.shape[3]],
          );
    });
  return window === undefined ? inTurn(images, whole) : inTurn(images, through(window, whole));
}

/**
 * Compiled, the whole output is computed, whatever the window: each size would be compiled for by itself. A third of
 * the time for each pixel is worth that for windows of a third of it and more.
 */
const isCompiled = (
  images: Tensor4D,
  { projections, size, window, interpolation, outside }: ProjectiveTransform,
): boolean =>
  interpolation === 'bilinear' &&
  outside === 'mirror-centres' &&
  engineInfo().device === 'cpu' &&
  images.shape[0] * size.height * size.width * images.shape[3] >= LARGE &&
  Math.min(images.shape[1], images.shape[2]) >= 2 &&
  (window === undefined || 3 * window.height * window.width >= size.height * size.width) &&
  !seesHorizon(projections, size);

/** The same positions, counted from the window's corner. */
const through = (
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

function inTurn(images: Tensor4D, transform: ProjectiveTransform): Tensor4D {
  if (transform.outside !== 'mirror-centres') return project(images, transform);
  return tf.tidy(() => {
    const continued = mirrored(images, transform);
    return continued === 'one by one'
      ? tf.concat<Tensor4D>(
          tf
            .split<Tensor4D>(images, images.shape[0])
            .map((image, i) =>
              inTurn(image, { ...transform, projections: transform.projections.slice(i, i + 1) }),
            ),
        )
      : project(continued.images, { ...transform, projections: continued.projections });
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

/** TensorFlow's form: the ninth number is 1 and left out. */
const firstEight = ([a, b, c, d, e, f, g, h, i]: Projection): number[] =>
  [a, b, c, d, e, f, g, h].map((value) => value / i);
