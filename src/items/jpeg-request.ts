import { isInside, MAX_SHORT_SIDE, type ImageSize, type ResizePlan } from '../core/index.ts';
import type { JpegRequest } from '../engine/index.ts';
import { jpegHeader, type JpegHeader } from './jpeg-header.ts';

/** A JPEG file for the engine, and the size of its image. */
export interface SizedJpegRequest extends JpegRequest {
  readonly source: ImageSize;
}

/**
 * Returns the engine's request for a JPEG file; null if the engine cannot decode it: a file that is rotated, CMYK, not
 * sRGB, truncated or very large, a plan of more than one step, or a box that extends beyond the image.
 */
export function jpegRequest(bytes: Uint8Array, plan: ResizePlan): SizedJpegRequest | null {
  const header = jpegHeader(bytes);
  if (header === null || !isSupported(header)) return null;
  const source = { height: header.height, width: header.width };
  const full = { left: 0, top: 0, ...source };
  const [step = { box: full, padMode: 'zeros', resizeTo: source }, ...more] = plan(source);
  return more.length === 0 && isInside(step.box, source) ? { bytes, step, source } : null;
}

const isSupported = ({ channels, depth, orientation, isSrgb, isComplete, ...size }: JpegHeader): boolean =>
  (channels === 1 || channels === 3) &&
  depth === 8 &&
  orientation === 1 &&
  isSrgb &&
  isComplete &&
  Math.min(size.height, size.width) > 0 &&
  Math.min(size.height, size.width) <= MAX_SHORT_SIDE;
