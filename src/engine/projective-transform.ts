import type { Tensor4D } from '@tensorflow/tfjs-node-gpu';
import { mirrored } from './mirrored.ts';
import type { Projection } from './projection.ts';
import { attr, rawOp1 } from './raw-op.ts';
import { tf } from './tf.ts';

/** How pictures are projected. */
export interface ProjectiveTransform {
  /** [N] one for each picture. */
  readonly projections: readonly Projection[];
  /** Of the output, in pixels. */
  readonly size: { readonly height: number; readonly width: number };
  readonly interpolation: 'bilinear' | 'nearest';
  /**
   * What lies outside: black, the nearest pixel, the picture mirrored at the centres of its outermost pixels (they do
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

/**
 * Each picture seen through its own projection, in one interpolation: [N, H, W, C] → [N, height, width, C], owned by
 * the caller. Equals PyTorch's grid_sample with paddings zeros, border, and reflection with and without align_corners.
 *
 * One ImageProjectiveTransformV3 does it. That op mirrors at edges only, so for `mirror-centres` the pictures are first
 * continued by mirroring, as far as the projections reach. An engine without the op can compose it: compute the
 * positions, gather the four neighbours of each, and sum them by their weights.
 */
export function projectiveTransform(images: Tensor4D, transform: ProjectiveTransform): Tensor4D {
  if (transform.outside !== 'mirror-centres') return project(images, transform);
  return tf.tidy(() => {
    const continued = mirrored(images, transform);
    return continued === 'one by one'
      ? tf.concat<Tensor4D>(
          tf.split<Tensor4D>(images, images.shape[0]).map((image, i) =>
            projectiveTransform(image, {
              ...transform,
              projections: transform.projections.slice(i, i + 1),
            }),
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
        [
          images,
          tf.tensor2d(projections.flatMap(firstEight), [projections.length, 8]),
          tf.tensor1d([size.height, size.width], 'int32'),
          tf.scalar(0),
        ],
      ) as Tensor4D,
  );
}

/** TensorFlow's form: the ninth number is 1 and left out. */
const firstEight = ([a, b, c, d, e, f, g, h, i]: Projection): number[] =>
  [a, b, c, d, e, f, g, h].map((value) => value / i);
