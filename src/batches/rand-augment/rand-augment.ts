import {
  at,
  bernoulli,
  integer,
  requireOption,
  requirePositiveInteger,
  type PadMode,
} from '../../core/index.ts';
import { tf, type Tensor4D } from '../../engine/index.ts';
import type { BatchContext, BatchTransform } from '../batch-transform.ts';
import { drawPerExample } from '../draw-per-example.ts';
import { resample } from '../resampling/resample.ts';
import { spatialMatrix } from '../spatial/spatial-matrix.ts';
import { applyOperations } from './apply-operations.ts';
import { operations, type ColorOperation, type Operation, type SpatialOperation } from './operations.ts';

/** Options of {@link randAugment}. */
export interface RandAugmentOptions {
  /** The number of operations per image, from 1; default 2. */
  readonly n?: number;
  /** The strength of every operation, 0..10; default 9. At 0, only autocontrast and equalize change an image. */
  readonly magnitude?: number;
  /** The content beyond the image; default reflection. */
  readonly padMode?: PadMode;
}

/** The largest magnitude. */
const MAX = 10;

/**
 * Returns a transform that applies `n` operations to each image, drawn from fourteen (RandAugment; Cubuk et al., 2020).
 *
 * The operations are identity, autocontrast, equalize, rotate, solarize, color, posterize, contrast, brightness, sharpness,
 * and shear and translate along x and y; those with a direction go either way. Differs from the reference implementation in
 * that the spatial operations of an image come first, in one interpolation; that the image is mirrored beyond its edges,
 * instead of grey; and that solarize, posterize and the enhancements also become stronger with the magnitude.
 *
 * Use it after a random crop and flip. Values stay in 0..1, so put it before {@link normalize}. Images have three channels.
 * Validation images do not change. Throws BadOption for values out of range.
 *
 * @category Augmentation and mixing
 */
export function randAugment({
  n = 2,
  magnitude = 9,
  padMode = 'reflection',
}: RandAugmentOptions = {}): BatchTransform {
  requirePositiveInteger('randAugment n', n);
  requireOption(
    magnitude >= 0 && magnitude <= MAX,
    'randAugment magnitude',
    `a number in 0..${MAX}`,
    magnitude,
  );
  return {
    name: 'randAugment',
    settings: { n, magnitude, padMode },
    apply: (images, context) => {
      if (context.split === 'valid') return images.clone();
      const drawn = drawOperations(context, n, magnitude / MAX);
      return tf.tidy(() =>
        applyOperations(
          move(images, drawn, padMode),
          drawn.map((own) =>
            own.filter((each): each is Drawn<ColorOperation> => each.operation.kind === 'color'),
          ),
        ),
      );
    },
  };
}

interface Drawn<O extends Operation = Operation> {
  readonly operation: O;
  readonly strength: number;
}

/** Draws the operations of each image, [N] lists of n. */
const drawOperations = (context: BatchContext, n: number, strength: number): readonly (readonly Drawn[])[] =>
  drawPerExample(context, false, (draw) =>
    Array.from({ length: n }, () => ({
      operation: at(operations, integer(draw, operations.length)),
      strength: bernoulli(draw, 0.5) ? strength : -strength,
    })),
  );

/** Applies the spatial operations of each image in one interpolation. */
function move(images: Tensor4D, drawn: readonly (readonly Drawn[])[], padMode: PadMode): Tensor4D {
  const [, height, width] = images.shape;
  const size = { height, width };
  const moves = drawn.map((own) =>
    own.filter((each): each is Drawn<SpatialOperation> => each.operation.kind === 'spatial'),
  );
  const matrices = moves.map((own) =>
    spatialMatrix(
      { affine: own.map(({ operation, strength }) => operation.matrix(strength)), warps: [] },
      size,
    ),
  );
  return resample(images, { matrices, size, mode: 'bilinear', padMode, alignCorners: true });
}
