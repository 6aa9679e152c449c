import { crc32 } from 'node:zlib';
import type { FileStamp, ImageSize, ResizeStep } from '../../core/index.ts';

/** A line of a segment's index: the source of an image, its processing, and the position of its pixels. */
export interface Entry {
  readonly stamp: FileStamp;
  readonly source: ImageSize;
  readonly steps: readonly ResizeStep[];
  readonly size: ImageSize;
  /** The offset of the pixels in their file, in bytes. */
  readonly at: number;
  /** The CRC-32 of the pixels, which detects an incomplete write and later damage. */
  readonly crc: number;
}

/** Returns the number of bytes of an entry's pixels. */
export const pixelBytes = ({ size: { height, width } }: Entry): number => height * width * 3;

/**
 * Returns the line of an entry: JSON with the CRC-32 of the entry's text, `[3405691582,{"stamp":…}]`. It begins with a
 * newline too, so that a line that a full disk cut off does not spoil the next one.
 */
export function lineOf(entry: Entry): string {
  const text = JSON.stringify(entry);
  return `\n[${crc32(text)},${text}]\n`;
}

/** Returns the entries of an index without the lines that are incomplete or damaged. */
export function entriesOf(index: Buffer): readonly Entry[] {
  const entries: Entry[] = [];
  for (let start = 0; start < index.length;) {
    const newline = index.indexOf('\n', start);
    const end = newline < 0 ? index.length : newline;
    const entry = entryOf(index.subarray(start, end));
    if (entry !== null) entries.push(entry);
    start = end + 1;
  }
  return entries;
}

function entryOf(line: Buffer): Entry | null {
  const comma = line.indexOf(',');
  const text = line.subarray(comma + 1, -1);
  if (comma < 0 || Number(line.toString('latin1', 1, comma)) !== crc32(text)) return null;
  try {
    return JSON.parse(text.toString()) as Entry;
  } catch {
    return null;
  }
}
