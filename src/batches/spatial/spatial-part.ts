import type { Draw, ImageSize } from '../../core/index.ts';
import type { BatchContext } from '../batch-transform.ts';
import { drawnPerExample } from '../draws.ts';
import type { Matrix } from './matrix.ts';
import { spatialMatrix } from './spatial-matrix.ts';

/** The probability of a random transform. */
export interface Chance {
  /** The probability that an image is changed, 0..1. */
  readonly p?: number;
  /** Whether all images of a batch share one draw; default false. */
  readonly batch?: boolean;
}

/** One of the maps that a resampling is composed of. */
export interface SpatialPart {
  readonly name: 'flip' | 'dihedral' | 'warp' | 'rotate' | 'zoom';
  readonly kind: 'affine' | 'warp';
  /** fastai's arguments with their defaults filled in. */
  readonly settings: Readonly<Record<string, number | boolean>> & {
    readonly p: number;
    readonly batch: boolean;
  };
  /** Draws the map of one image; the identity where it is not to be changed. */
  readonly matrix: (draw: Draw) => Matrix;
}

/** [N] what each image of a batch of the given size goes through: all parts, drawn and composed. */
export function drawnMatrices(
  parts: readonly SpatialPart[],
  size: ImageSize,
  context: BatchContext,
): readonly Matrix[] {
  const drawn = drawnParts(parts, context);
  return context.files.map((_, image) => {
    const ofKind = (wanted: SpatialPart['kind']): readonly Matrix[] =>
      drawn.flatMap(({ kind, matrices }) => (kind === wanted ? matrices.slice(image, image + 1) : []));
    return spatialMatrix({ affine: ofKind('affine'), warps: ofKind('warp') }, size);
  });
}

/**
 * The same drawn but not composed: for each part [N] matrices. Images that go through them one after another arrive
 * where the composed ones do: the warp comes first, whatever its place. Rectangles arrive a little beside it, as fastai
 * fits what is composed to their shape, which is not quite what becomes of fitted parts.
 */
export function drawnSteps(
  parts: readonly SpatialPart[],
  size: ImageSize,
  context: BatchContext,
): readonly (readonly Matrix[])[] {
  const drawn = drawnParts(parts, context);
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

const drawnParts = (parts: readonly SpatialPart[], context: BatchContext) =>
  parts.map(({ name, kind, settings, matrix }, place) => ({
    kind,
    matrices: drawnPerExample({ ...context, rng: context.rng.at(place, name) }, settings.batch, matrix),
  }));
