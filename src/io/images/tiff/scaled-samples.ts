import { BadImage } from '../bad-image.ts';

/** The format of the samples. */
export interface SampleKind {
  readonly isFloat: boolean;
  /** Whether the greatest sample is black. */
  readonly isInverted: boolean;
}

/**
 * Scales samples to 0..255, rounded: floating-point samples in 0..1 by 255, others from the range between the minimum and
 * the maximum of the image.
 *
 * Throws BadImage for values that are not finite, and if all are equal.
 */
export function scaledSamples(samples: Float64Array, { isFloat, isInverted }: SampleKind): Uint8Array {
  let [min, max] = [Infinity, -Infinity];
  for (const value of samples) {
    if (!Number.isFinite(value)) throw new BadImage('a TIFF image with values that are not finite');
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const isUnit = isFloat && min >= 0 && max <= 1;
  if (!isUnit && min === max)
    throw new BadImage(`a TIFF image whose values are all ${min}: their range cannot be scaled`);
  const [low, range] = isUnit ? [0, 1] : [min, max - min];
  return Uint8Array.from(samples, (value) => {
    const scaled = Math.round(((value - low) / range) * 255);
    return isInverted ? 255 - scaled : scaled;
  });
}
