import type { ImageSize } from '../../core/index.ts';
import type { Matrix } from '../spatial/matrix.ts';

/** Whether the coordinates −1 and 1 are the centres of the outermost pixels or their outer edges. */
export interface CoordinateRule {
  readonly alignCorners: boolean;
}

/** Pixel positions → coordinates −1..1. The only pixel of an axis is at 0. */
export function toCoordinates({ height, width }: ImageSize, { alignCorners }: CoordinateRule): Matrix {
  const scaleAndShift = (size: number): readonly [number, number] =>
    size === 1 ? [0, 0] : alignCorners ? [2 / (size - 1), -1] : [2 / size, 1 / size - 1];
  const [sx, tx] = scaleAndShift(width);
  const [sy, ty] = scaleAndShift(height);
  return [sx, 0, tx, 0, sy, ty, 0, 0, 1];
}

/** Coordinates −1..1 → pixel positions. */
export function toPixels({ height, width }: ImageSize, { alignCorners }: CoordinateRule): Matrix {
  const scale = (size: number): number => (alignCorners ? size - 1 : size) / 2;
  return [scale(width), 0, (width - 1) / 2, 0, scale(height), (height - 1) / 2, 0, 0, 1];
}
