import { defer, EMPTY, map } from 'rxjs';
import type { ItemStore, Pixels } from '../../core/index.ts';
import { fileStamp } from './file-stamp.ts';
import { itemKey, KnownSources } from './known-sources.ts';

/** How much is kept. */
export interface MemoryStoreConfig {
  /** Bytes of pixels at most. */
  readonly most: number;
}

interface Kept {
  readonly pixels: Pixels;
  /** How many searches had been made when it was last asked for. */
  asked: number;
}

/**
 * Images in memory. Where there is no room for more, those make room that nobody asked for during the last two rounds
 * through all of them (images of an earlier size); else the new one is not kept: epochs ask for all in turn, so what was
 * used last is needed last.
 */
export function memoryStore({ most }: MemoryStoreConfig): ItemStore {
  const sources = new KnownSources();
  // In the order in which they were last asked for.
  const kept = new Map<string, Kept>();
  let [bytes, searches] = [0, 0];

  const touch = (key: string, each: Kept): void => {
    kept.delete(key);
    kept.set(key, { ...each, asked: searches });
  };
  const makeRoom = (wanted: number): boolean => {
    for (const [key, { pixels, asked }] of kept) {
      if (bytes + wanted <= most || searches - asked <= 2 * kept.size) break;
      kept.delete(key);
      bytes -= pixels.data.byteLength;
    }
    return bytes + wanted <= most;
  };

  return {
    find: (path, plan) =>
      fileStamp(path).pipe(
        map((stamp) => {
          searches++;
          const key = stamp === null ? null : sources.keyOf(stamp, plan);
          const found = key === null ? undefined : kept.get(key);
          if (key === null || found === undefined) return { stamp, pixels: null };
          touch(key, found);
          return { stamp, pixels: found.pixels };
        }),
      ),
    keep: (stamp, { source, steps, pixels }) =>
      defer(() => {
        const key = itemKey(stamp, steps);
        if (!kept.has(key) && makeRoom(pixels.data.byteLength)) {
          sources.add(stamp, source);
          kept.set(key, { pixels, asked: searches });
          bytes += pixels.data.byteLength;
        }
        return EMPTY;
      }),
  };
}
