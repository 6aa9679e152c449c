import type { Tensor, Tensor4D } from '@tensorflow/tfjs-node-gpu';
import { attr, rawOp1 } from './raw-op.ts';
import { tf } from './tf.ts';

/** A 3×3 matrix, row by row, over homogeneous pixel coordinates (x, y, 1): output → input. */
export type Projection = readonly [number, number, number, number, number, number, number, number, number];

export interface ProjectiveTransform {
  /** One for each picture. */
  readonly projections: readonly Projection[];
  /** [height, width] of the output. */
  readonly size: readonly [number, number];
  readonly interpolation: 'bilinear' | 'nearest';
  /**
   * What lies outside: black, the nearest pixel, the picture mirrored at the centres of its outermost pixels (they do
   * not repeat), or at its edges (they repeat).
   */
  readonly outside: 'zeros' | 'border' | 'mirror-centres' | 'mirror-edges';
}

/**
 * Resamples each picture through its own projection in one pass: [N, H, W, C] → [N, height, width, C], owned by the
 * caller. TensorFlow's ImageProjectiveTransformV3; its own reflection is not what PyTorch's grid_sample has, so mirrored
 * borders are made first, as wide as the projections reach.
 */
export function projectiveTransform(images: Tensor, transform: ProjectiveTransform): Tensor4D {
  const { projections, size, interpolation, outside } = transform;
  return tf.tidy(() => {
    const [, height = 0, width = 0] = images.shape;
    const mirrored = outside === 'mirror-centres' || outside === 'mirror-edges';
    const most = outside === 'mirror-centres' ? Math.min(height, width) - 1 : Math.min(height, width);
    const border = mirrored ? Math.min(reach(projections, size, [height, width]), most) : 0;
    const source =
      border === 0
        ? images
        : tf.mirrorPad(
            images as Tensor4D,
            [0, border, border, 0].map((pad): [number, number] => [pad, pad]),
            outside === 'mirror-centres' ? 'reflect' : 'symmetric',
          );
    const rows = projections.flatMap((projection) => eight(shifted(projection, border)));
    return rawOp1(
      'ImageProjectiveTransformV3',
      [
        attr.type('dtype', 'float32'),
        attr.string('interpolation', interpolation === 'bilinear' ? 'BILINEAR' : 'NEAREST'),
        attr.string('fill_mode', { zeros: 'CONSTANT', border: 'NEAREST' }[outside as string] ?? 'REFLECT'),
      ],
      [
        source,
        tf.tensor2d(rows, [projections.length, 8], 'float32'),
        tf.tensor1d([...size], 'int32'),
        tf.scalar(0, 'float32'),
      ],
    ) as Tensor4D;
  });
}

/** The projection into a picture that got a border. */
const shifted = ([a, b, c, d, e, f, g, h, i]: Projection, by: number): Projection => [
  a + by * g,
  b + by * h,
  c + by * i,
  d + by * g,
  e + by * h,
  f + by * i,
  g,
  h,
  i,
];

/** TensorFlow leaves out the last number, which is 1. */
const eight = ([a, b, c, d, e, f, g, h, i]: Projection): number[] =>
  [a, b, c, d, e, f, g, h].map((value) => value / i);

/** By how many pixels the farthest point lies outside. A projection has its extremes at the corners. */
function reach(
  projections: readonly Projection[],
  [outHeight, outWidth]: readonly [number, number],
  [height, width]: readonly [number, number],
): number {
  const corners = [0, outHeight - 1].flatMap((y) => [0, outWidth - 1].map((x) => [x, y] as const));
  const farthest = projections.flatMap(([a, b, c, d, e, f, g, h, i]) =>
    corners.map(([x, y]) => {
      const w = g * x + h * y + i;
      const [u, v] = [(a * x + b * y + c) / w, (d * x + e * y + f) / w];
      return Math.max(-u, -v, u - (width - 1), v - (height - 1));
    }),
  );
  const most = Math.max(...farthest);
  // Rounding in float32 must not make a picture that is only flipped look beyond its border.
  return most > 1e-3 ? Math.ceil(most) + 1 : 0;
}
