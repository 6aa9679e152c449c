import type { ImageSize, Pixels } from './item.ts';
import type { ResizePlan } from './resize-plan.ts';

/**
 * An image to decode, and what to cut out of it.
 *
 * @category Capabilities
 */
export interface DecodeRequest {
  /** The path of the file, or its bytes, borrowed until the outcome is emitted. */
  readonly image: string | Uint8Array;
  readonly plan: ResizePlan;
}

/**
 * A decoded image after the steps of its plan.
 *
 * @category Capabilities
 */
export interface Decoded {
  readonly pixels: Pixels;
  /** The upright size of the image before the steps: the size that the plan received. */
  readonly source: ImageSize;
  /** Why part of the pixels may be wrong, in words for the user; absent if the decoder reported nothing. */
  readonly damage?: string;
}

/** The {@link Decoded.damage} of a JPEG file, from either decoder. */
export const CORRUPT_JPEG = 'part of its JPEG data is corrupt';
