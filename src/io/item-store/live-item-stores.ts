import { totalmem } from 'node:os';
import { join } from 'node:path';
import type { Capabilities, ItemStore, ItemStoreKind } from '../../core/index.ts';
import { cacheFolder } from '../support/cache-folder.ts';
import { diskStore } from './disk-store.ts';
import { memoryStore } from './memory-store.ts';

/** Bytes in memory at most, where a sixteenth of it is not less. */
const MAX_MEMORY = 2 ** 30;
/** Bytes on the disk at most. */
const MAX_DISK = 20 * 2 ** 30;

/**
 * Returns the item stores of a run; each is created on first use.
 *
 * @param cache the parent of the disk store's folder, by default the user's cache folder
 */
export function liveItemStores(cache = cacheFolder(process.env)): Capabilities['itemStore'] {
  const create: Readonly<Record<ItemStoreKind, () => ItemStore>> = {
    memory: () => memoryStore({ most: Math.min(MAX_MEMORY, totalmem() / 16) }),
    disk: () => diskStore({ folder: join(cache, 'items'), most: MAX_DISK }),
  };
  const made = new Map<ItemStoreKind, ItemStore>();
  return (kind) => {
    const store = made.get(kind) ?? create[kind]();
    made.set(kind, store);
    return store;
  };
}
