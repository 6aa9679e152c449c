import { at, type Draw, type ImageSize } from '../../core/index.ts';
import type { BatchContext } from '../batch-transform.ts';
import { drawPerExample } from '../draw-per-example.ts';
import type { Matrix } from './matrix.ts';
import { spatialMatrix } from './spatial-matrix.ts';

/** The probability of a random transform. */
export interface Chance {
  /** The probability that an image is changed, 0..1. */
  readonly p?: number;
  /** Whether all images of a batch share one draw; default false. */
  readonly batch?: boolean;
}

/** One random map of a combined resampling. */
export interface SpatialPart {
  readonly name: 'flip' | 'dihedral' | 'warp' | 'rotate' | 'zoom';
  readonly kind: 'affine' | 'warp';
  /** fastai's arguments with their defaults filled in. */
  readonly settings: Readonly<Record<string, number | boolean>> & {
    readonly p: number;
    readonly batch: boolean;
  };
  /** Draws the map of one image: the identity if the image does not change. */
  readonly matrix: (draw: Draw) => Matrix;
}

/** Draws all parts for each image of a batch of the given size and combines them: one matrix per image, [N]. */
export function drawMatrices(
  parts: readonly SpatialPart[],
  size: ImageSize,
  context: BatchContext,
): readonly Matrix[] {
  const drawn = drawParts(parts, context);
  return context.files.map((_, image) => {
    const ofKind = (own: SpatialPart['kind']): readonly Matrix[] =>
      drawn.flatMap(({ kind, matrices }) => (kind === own ? [at(matrices, image)] : []));
    return spatialMatrix({ affine: ofKind('affine'), warps: ofKind('warp') }, size);
  });
}

/**
 * Draws like {@link drawMatrices} without combining: [N] matrices per part. Resampling images by each in turn gives the
 * same positions as the combined matrices; the warp comes first, regardless of its place in the list. Rectangles
 * differ slightly, because fastai fits the combined matrix to their aspect ratio rather than each part.
 */
export function drawSteps(
  parts: readonly SpatialPart[],
  size: ImageSize,
  context: BatchContext,
): readonly (readonly Matrix[])[] {
  const drawn = drawParts(parts, context);
  const warps = drawn.filter(({ kind }) => kind === 'warp').reverse();
  const affine = drawn.filter(({ kind }) => kind === 'affine');
  return [...warps, ...affine].map(({ kind, matrices }) =>
    matrices.map((matrix) =>
      spatialMatrix(
        kind === 'warp' ? { affine: [], warps: [matrix] } : { affine: [matrix], warps: [] },
        size,
      ),
    ),
  );
}

const drawParts = (parts: readonly SpatialPart[], context: BatchContext) =>
  parts.map(({ name, kind, settings, matrix }, place) => ({
    kind,
    matrices: drawPerExample({ ...context, rng: context.rng.at(place, name) }, settings.batch, matrix),
  }));
