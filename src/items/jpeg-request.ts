import { isInside, MAX_SHORT_SIDE, type ResizePlan } from '../core/index.ts';
import type { JpegRequest } from '../engine/index.ts';
import { jpegHeader, type JpegHeader } from './jpeg-header.ts';

/**
 * Returns the engine's request for a JPEG file; null if the engine cannot decode it: a file that is rotated, CMYK, not
 * sRGB, truncated or very large, a plan of more than one step, or a box that extends beyond the image.
 */
export function jpegRequest(bytes: Uint8Array, plan: ResizePlan): JpegRequest | null {
  const header = jpegHeader(bytes);
  if (header === null || !isSupported(header)) return null;
  const [step, ...more] = plan(header);
  const full = { left: 0, top: 0, height: header.height, width: header.width };
  if (step === undefined) return { bytes, step: { box: full, padMode: 'zeros', resizeTo: full } };
  return more.length === 0 && isInside(step.box, header) ? { bytes, step } : null;
}

const isSupported = ({ channels, depth, orientation, isSrgb, isComplete, ...size }: JpegHeader): boolean =>
  (channels === 1 || channels === 3) &&
  depth === 8 &&
  orientation === 1 &&
  isSrgb &&
  isComplete &&
  Math.min(size.height, size.width) > 0 &&
  Math.min(size.height, size.width) <= MAX_SHORT_SIDE;
