import { setTimeout } from 'node:timers/promises';
import { diskWrites, type DiskWrites } from './disk-writes.ts';
import { errorCode } from './message-of.ts';

/** Settings of {@link patientDisk}. */
export interface PatientDiskConfig {
  readonly disk?: DiskWrites;
  /** Receives a sentence when a write starts to wait. */
  readonly warn: (text: string) => void;
  /** Seconds to wait for space; 60 by default. */
  readonly seconds?: number;
  /** Milliseconds between two attempts; 500 by default. */
  readonly pollMs?: number;
}

/** No space, or none within the user's quota. */
const FULL = ['ENOSPC', 'EDQUOT'];

/**
 * Returns the disk, with writes that wait for space while it is full: another program may be about to free some. After one
 * has waited in vain, none waits until there is space again.
 */
export function patientDisk({
  disk = diskWrites,
  warn,
  seconds = 60,
  pollMs = 500,
}: PatientDiskConfig): DiskWrites {
  let isWaiting = false;
  let patienceMs = 1000 * seconds;
  const patiently = async (path: string, write: () => Promise<void>): Promise<void> => {
    for (let waited = 0; ; waited += pollMs)
      try {
        await write();
        isWaiting = false;
        patienceMs = 1000 * seconds;
        return;
      } catch (cause) {
        if (!FULL.includes(errorCode(cause) ?? '')) throw cause;
        if (waited >= patienceMs) {
          patienceMs = 0;
          throw cause;
        }
        if (!isWaiting)
          warn(`no space left on the disk of ${path}: waiting up to ${seconds} seconds for some`);
        isWaiting = true;
        await setTimeout(pollMs);
      }
  };
  return {
    ...disk,
    create: (path, parts) =>
      patiently(path, async () => {
        try {
          await disk.create(path, parts);
        } catch (cause) {
          await disk.remove(path);
          throw cause;
        }
      }),
    writeAt: (path, position, content) => patiently(path, () => disk.writeAt(path, position, content)),
  };
}
