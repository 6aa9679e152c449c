import { constants } from 'node:fs';
import { appendFile, open, readFile, rm, stat } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { FileStamp, MadePixels, Pixels } from '../../core/index.ts';
import { ifMissing } from '../support/index.ts';
import { entriesOf, lineOf, pixelBytes, type Entry } from './segment-index.ts';

/**
 * Two files that one process appends to and any process may read: `….pixels`, images one after another, and `….jsonl`,
 * one line per image, written after its pixels. Any process may replace damaged pixels where they are.
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

  /** Reads the index; skips lines that are incomplete or damaged. Empty without a file. */
  async readEntries(): Promise<readonly Entry[]> {
    return entriesOf(await readFile(this.indexFile).catch(ifMissing(Buffer.alloc(0))));
  }

  /** Returns the size and the modification time of the pixels; zeros without a file. */
  readState(): Promise<{ readonly size: number; readonly mtimeMs: number }> {
    return stat(this.pixelsFile).catch(ifMissing({ size: 0, mtimeMs: 0 }));
  }

  /** Reads the pixels of an entry; null if they are incomplete or damaged. */
  async read(entry: Entry): Promise<Pixels | null> {
    const data = new Uint8Array(pixelBytes(entry));
    const file = await open(this.pixelsFile, 'r');
    try {
      const { bytesRead } = await file.read(data, 0, data.length, entry.at);
      return bytesRead === data.length && crc32(data) === entry.crc ? { ...entry.size, data } : null;
    } finally {
      await file.close();
    }
  }

  /** Writes an image at an unused offset, then its line of the index. */
  async write(stamp: FileStamp, { source, steps, pixels }: MadePixels, at: number): Promise<Entry> {
    const { data, height, width } = pixels;
    // `a` would ignore the position, and `w` would truncate the file.
    await this.writePixels(data, at, constants.O_WRONLY | constants.O_CREAT);
    const entry: Entry = { stamp, source, steps, size: { height, width }, at, crc: crc32(data) };
    await appendFile(this.indexFile, lineOf(entry));
    return entry;
  }

  /** Writes the damaged pixels of an entry again. Rejects if the segment was removed, or if it belongs to another user. */
  async replace(entry: Entry, { data }: Pixels): Promise<Entry> {
    await this.writePixels(data, entry.at, constants.O_WRONLY);
    const crc = crc32(data);
    if (crc === entry.crc) return entry;
    const replaced = { ...entry, crc };
    await appendFile(this.indexFile, lineOf(replaced));
    return replaced;
  }

  async remove(): Promise<void> {
    await rm(this.indexFile, { force: true });
    await rm(this.pixelsFile, { force: true });
  }

  private async writePixels(data: Uint8Array, at: number, flags: number): Promise<void> {
    const file = await open(this.pixelsFile, flags);
    try {
      const { bytesWritten } = await file.write(data, 0, data.length, at);
      if (bytesWritten < data.length) throw new Error('the pixels were written in part');
    } finally {
      await file.close();
    }
  }
}
