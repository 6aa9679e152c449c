import { isInside, MAX_SHORT_SIDE, type ResizePlan } from '../core/index.ts';
import type { JpegRequest } from '../engine/index.ts';
import { jpegHeader, type JpegHeader } from './jpeg-header.ts';

/**
 * What the engine is to do with a JPEG file, or null where it cannot: a file that is turned, of four channels, of colours
 * other than sRGB, cut off, or very large; a plan with more than a box to cut out and to resize.
 */
export function jpegRequest(bytes: Uint8Array, plan: ResizePlan): JpegRequest | null {
  const header = jpegHeader(bytes);
  if (header === null || !isUsual(header)) return null;
  const [step, ...more] = plan(header);
  const whole = { left: 0, top: 0, height: header.height, width: header.width };
  if (step === undefined) return { bytes, step: { box: whole, padMode: 'zeros', resizeTo: whole } };
  return more.length === 0 && isInside(step.box, header) ? { bytes, step } : null;
}

const isUsual = ({ channels, depth, orientation, profiled, whole, height, width }: JpegHeader): boolean =>
  (channels === 1 || channels === 3) &&
  depth === 8 &&
  orientation === 1 &&
  !profiled &&
  whole &&
  Math.min(height, width) > 0 &&
  Math.min(height, width) <= MAX_SHORT_SIDE;
