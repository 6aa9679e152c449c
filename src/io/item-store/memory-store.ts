import { defer, EMPTY, map } from 'rxjs';
import type { ItemStore, Pixels } from '../../core/index.ts';
import { fileStamp, itemKey, KnownSources } from './known-sources.ts';

/** Settings of {@link memoryStore}. */
export interface MemoryStoreConfig {
  /** The maximum total size of the pixels in bytes. */
  readonly maxBytes: number;
}

interface Kept {
  readonly pixels: Pixels;
  /** The number of searches up to the last use of this image. */
  readonly usedAt: number;
}

/**
 * Returns a store of images in memory. When it is full, images that were not used during the last two passes over the
 * store, such as those of an earlier size, are evicted; if there are none, the new image is not stored. Always evicting
 * the least recently used image would be wrong: every epoch uses each image once, so that image is needed next.
 */
export function memoryStore({ maxBytes }: MemoryStoreConfig): ItemStore {
  const sources = new KnownSources();
  // Least recently used first.
  const kept = new Map<string, Kept>();
  let [bytes, searches] = [0, 0];

  const touch = (key: string, each: Kept): void => {
    kept.delete(key);
    kept.set(key, { ...each, usedAt: searches });
  };
  const makeRoom = (required: number): boolean => {
    for (const [key, { pixels, usedAt }] of kept) {
      if (bytes + required <= maxBytes || searches - usedAt <= 2 * kept.size) break;
      kept.delete(key);
      bytes -= pixels.data.byteLength;
    }
    return bytes + required <= maxBytes;
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
          kept.set(key, { pixels, usedAt: searches });
          bytes += pixels.data.byteLength;
        }
        return EMPTY;
      }),
  };
}
