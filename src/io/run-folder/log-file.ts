import { basename, dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { diskWrites, type DiskWrites } from '../support/disk-writes.ts';
import { ifMissing } from '../support/message-of.ts';

/** Settings of {@link LogFile}. */
export interface LogFileConfig {
  readonly path: string;
  /** Bytes to keep of an existing file; 0 by default. */
  readonly keep?: number;
  readonly disk?: DiskWrites;
}

/** Milliseconds for which content is collected, so that a fast run does not write to the file at every step. */
const GATHER_MS = 250;
/** If more bytes are waiting, the disk is too slow: the run is ended before it runs out of memory. */
const MAX_WAITING = 2 ** 26;

/**
 * A file that a run appends to. Content is part of its length at once, and written within 250 ms, one write at a time.
 * A write that fails leaves no part of a line behind that a later one would continue.
 */
export class LogFile {
  private readonly path: string;
  private readonly disk: DiskWrites;
  /** Bytes on the disk. */
  private written: number;
  private waiting: Uint8Array[] = [];
  private accepted: number;
  /** The write that takes what is waiting now; undefined if nothing is. */
  private next: Promise<void> | undefined;
  /** Everything that has to be done before the next write. */
  private done: Promise<void>;
  private isNew = true;

  constructor({ path, keep = 0, disk = diskWrites }: LogFileConfig) {
    this.path = path;
    this.disk = disk;
    this.written = keep;
    this.accepted = keep;
    const cut = disk.cut(path, keep);
    this.done = keep === 0 ? cut.catch(ifMissing(undefined)) : cut;
    // The next write reports it.
    this.done.catch(() => undefined);
  }

  /** The length in bytes, with what is waiting to be written. */
  get length(): number {
    return this.accepted;
  }

  /** Appends content. Resolves when it is written; rejects if it cannot be, or if the disk is too slow. */
  append(content: Uint8Array): Promise<void> {
    this.accepted += content.length;
    if (this.accepted - this.written > MAX_WAITING)
      return Promise.reject(
        new Error(`a slow disk: ${MAX_WAITING} bytes are waiting for ${basename(this.path)}`),
      );
    this.waiting.push(content);
    this.next ??= setTimeout(GATHER_MS).then(() => this.write());
    return this.next;
  }

  /** Writes what is waiting, and flushes the file to the disk. */
  async flush(): Promise<void> {
    await this.write();
    if (this.accepted === 0) return;
    await this.disk.flush(this.path);
    if (this.isNew) await this.disk.flush(dirname(this.path));
    this.isNew = false;
  }

  private write(): Promise<void> {
    const content = Buffer.concat(this.waiting);
    this.waiting = [];
    this.next = undefined;
    this.done = this.done.then(async () => {
      if (content.length === 0) return;
      try {
        await this.disk.writeAt(this.path, this.written, content);
      } catch (cause) {
        await this.disk.cut(this.path, this.written).catch(() => undefined);
        throw cause;
      }
      this.written += content.length;
    });
    this.done.catch(() => undefined);
    return this.done;
  }
}
