import { appendFile, open, readFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { FileStamp, ImageSize, MadePixels, Pixels, ResizeStep } from '../../core/index.ts';

/** A line of a segment's index: what the pixels were made of, and where they are. */
export interface Entry {
  readonly stamp: FileStamp;
  readonly source: ImageSize;
  readonly steps: readonly ResizeStep[];
  readonly size: ImageSize;
  /** Where in the file of pixels. */
  readonly at: number;
  /** CRC-32 of the pixels: what was written partly, or was changed since, is not taken for them. */
  readonly crc: number;
}

/**
 * Two files that one process appends to: `….pixels`, images one after another, and `….jsonl`, a line each, written when
 * the pixels are there. Read by position, by anybody.
 */
export class Segment {
  /** The path without an ending. */
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

  /** Everything that was written whole. */
  async entries(): Promise<readonly Entry[]> {
    const lines = (await readFile(this.indexFile, 'utf8')).split('\n');
    return lines.flatMap((line) => {
      try {
        return [JSON.parse(line) as Entry];
      } catch {
        return [];
      }
    });
  }

  /** The pixels of an entry; null where they are not what was written. */
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

  /** @param at where nobody else writes */
  async write(stamp: FileStamp, { source, steps, pixels }: MadePixels, at: number): Promise<Entry> {
    const { data, height, width } = pixels;
    // Not `a`, which ignores positions, nor `w`, which empties the file.
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
