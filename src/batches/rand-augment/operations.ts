import type { Tensor4D } from '../../engine/index.ts';
import { identityMatrix, type Matrix } from '../spatial/matrix.ts';
import { rotateMatrix } from '../spatial/rotate.ts';
import { brightness, color, contrast, sharpness } from './enhance.ts';
import { equalize } from './equalize.ts';
import { autocontrast, posterize, solarize } from './tones.ts';

/** An operation that moves pixels. */
export interface SpatialOperation {
  readonly name: string;
  readonly kind: 'spatial';
  /** Returns its matrix; `strength` is in −1..1, and 0 changes nothing. */
  readonly matrix: (strength: number) => Matrix;
}

/** An operation that changes values. */
export interface ColorOperation {
  readonly name: string;
  readonly kind: 'color';
  /** `[N, H, W, 3]` in 0..1 (borrowed) and [N] strengths in −1..1 → the same shape. Runs inside a `tf.tidy`. */
  readonly apply: (images: Tensor4D, strengths: readonly number[]) => Tensor4D;
}

export type Operation = SpatialOperation | ColorOperation;

const spatial = (name: string, matrix: SpatialOperation['matrix']): SpatialOperation => ({
  name,
  kind: 'spatial',
  matrix,
});

const enhancement = (name: string, apply: ColorOperation['apply']): ColorOperation => ({
  name,
  kind: 'color',
  apply: (images, strengths) =>
    apply(
      images,
      strengths.map((strength) => 1 + 0.9 * strength),
    ),
});

/** An operation whose strength has no direction; it is the same for all images. */
const tone = (name: string, apply: (images: Tensor4D, strength: number) => Tensor4D): ColorOperation => ({
  name,
  kind: 'color',
  apply: (images, [strength = 0]) => apply(images, Math.abs(strength)),
});

/**
 * The operations of RandAugment, in the order of the paper. At full strength they rotate by 30 degrees, shear by 0.3,
 * translate by 0.45 of a side, change brightness, color, contrast and sharpness by a factor of 1 ± 0.9, keep 4 bits, and
 * invert everything.
 */
export const operations: readonly Operation[] = [
  spatial('identity', () => identityMatrix),
  tone('autocontrast', autocontrast),
  tone('equalize', equalize),
  spatial('rotate', (strength) => rotateMatrix(30 * strength)),
  tone('solarize', (images, strength) => solarize(images, 1 - strength)),
  enhancement('color', color),
  tone('posterize', (images, strength) => posterize(images, 8 - Math.round(4 * strength))),
  enhancement('contrast', contrast),
  enhancement('brightness', brightness),
  enhancement('sharpness', sharpness),
  spatial('shear-x', (strength) => [1, 0.3 * strength, 0, 0, 1, 0, 0, 0, 1]),
  spatial('shear-y', (strength) => [1, 0, 0, 0.3 * strength, 1, 0, 0, 0, 1]),
  // A side is 2 in coordinates.
  spatial('translate-x', (strength) => [1, 0, 0.9 * strength, 0, 1, 0, 0, 0, 1]),
  spatial('translate-y', (strength) => [1, 0, 0, 0, 1, 0.9 * strength, 0, 0, 1]),
];
