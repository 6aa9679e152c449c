import { appendFile, open, readFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { FileStamp, ImageSize, MadePixels, Pixels, ResizeStep } from '../../core/index.ts';
import { ifMissing } from '../support/index.ts';

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

/**
 * Two files that one process appends to and any process may read: `….pixels`, images one after another, and `….jsonl`,
 * one line per image, written after its pixels.
 */
export class Segment {
  /** The path without an extension. */
  private readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  get pixelsFile(): string {
    return `${this.path}.pixels`;
  }

  get indexFile(): string {
    return `${this.path}.jsonl`;
  }

  /** Reads the index; skips lines that are incomplete. Empty if a process was killed before it wrote the first line. */
  async readEntries(): Promise<readonly Entry[]> {
    const text = await readFile(this.indexFile, 'utf8').catch(ifMissing(''));
    return text.split('\n').flatMap((line) => {
      try {
        return [JSON.parse(line) as Entry];
      } catch {
        return [];
      }
    });
  }

  /** Reads the pixels of an entry; null if they are incomplete or damaged. */
  async read({ size, at, crc }: Entry): Promise<Pixels | null> {
    const data = new Uint8Array(size.height * size.width * 3);
    const file = await open(this.pixelsFile, 'r');
    try {
      const { bytesRead } = await file.read(data, 0, data.length, at);
      return bytesRead === data.length && crc32(data) === crc ? { ...size, data } : null;
    } finally {
      await file.close();
    }
  }

  /** Writes an image at an unused offset, then its line of the index. */
  async write(stamp: FileStamp, { source, steps, pixels }: MadePixels, at: number): Promise<Entry> {
    const { data, height, width } = pixels;
    // `a` would ignore the position, and `w` would truncate the file.
    const file = await open(this.pixelsFile, 'r+').catch(() => open(this.pixelsFile, 'wx+'));
    try {
      await file.write(data, 0, data.length, at);
    } finally {
      await file.close();
    }
    const entry: Entry = { stamp, source, steps, size: { height, width }, at, crc: crc32(data) };
    await appendFile(this.indexFile, `${JSON.stringify(entry)}\n`);
    return entry;
  }
}
