import { constants, open, rename, rm, truncate } from 'node:fs/promises';
import { errorCode } from './message-of.ts';

const { O_CREAT, O_WRONLY } = constants;

/** The operations by which a run changes its folder. A test records them, to see what a power loss would leave. */
export interface DiskWrites {
  /** Creates a file with this content and flushes it to the disk. Fails if there is one already. */
  readonly create: (path: string, parts: readonly Uint8Array[]) => Promise<void>;
  /** Writes at a position of a file; at position 0, creates it if there is none. */
  readonly writeAt: (path: string, position: number, content: Uint8Array) => Promise<void>;
  /** Shortens a file to a length in bytes. */
  readonly cut: (path: string, length: number) => Promise<void>;
  /** Flushes a file, or the names in a folder, to the disk. Does nothing if its file system cannot do that. */
  readonly flush: (path: string) => Promise<void>;
  readonly rename: (from: string, to: string) => Promise<void>;
  /** Removes a file, if there is one. */
  readonly remove: (path: string) => Promise<void>;
}

/** As some network and FUSE file systems answer for folders. */
const CANNOT_FLUSH = ['EINVAL', 'ENOTSUP', 'ENOSYS'];

/** The disk of this machine. */
export const diskWrites: DiskWrites = {
  create: async (path, parts) => {
    await using file = await open(path, 'wx');
    for (const part of parts) await file.writeFile(part);
    await file.sync();
  },
  writeAt: async (path, position, content) => {
    await using file = await open(path, position === 0 ? O_WRONLY | O_CREAT : O_WRONLY);
    for (let done = 0; done < content.length;)
      done += (await file.write(content, done, content.length - done, position + done)).bytesWritten;
  },
  cut: truncate,
  flush: async (path) => {
    await using file = await open(path);
    await file.sync().catch((cause: unknown) => {
      if (!CANNOT_FLUSH.includes(errorCode(cause) ?? '')) throw cause;
    });
  },
  rename,
  remove: (path) => rm(path, { force: true }),
};
