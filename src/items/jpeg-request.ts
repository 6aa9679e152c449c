import { isInside, MAX_SHORT_SIDE, type ResizePlan } from '../core/index.ts';
import type { JpegRequest } from '../engine/index.ts';
import { hasAtMostScans } from './has-at-most-scans.ts';
import { jpegHeader, type JpegHeader } from './jpeg-header.ts';

/** Far more than encoders write: a progressive file has about ten. */
const MAX_SCANS = 100;

/** Bounds the time for which the engine blocks JavaScript to about two seconds: its pixels, times its scans. */
const MAX_SCANNED_PIXELS = 2 ** 30;

/**
 * Returns the engine's request for a JPEG file; null if the engine cannot decode it: a file that is rotated, CMYK, not
 * sRGB, truncated, very large or of very many scans, a plan of more than one step, or a box that extends beyond the
 * image.
 */
export function jpegRequest(bytes: Uint8Array, plan: ResizePlan): JpegRequest | null {
  const header = jpegHeader(bytes);
  if (header === null || !isSupported(header)) return null;
  const source = { height: header.height, width: header.width };
  const scans = Math.min(MAX_SCANS, Math.floor(MAX_SCANNED_PIXELS / (source.height * source.width)));
  if (!hasAtMostScans(bytes, scans)) return null;
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
