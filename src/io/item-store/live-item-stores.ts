import { totalmem } from 'node:os';
import { join } from 'node:path';
import type { Capabilities, ItemStore, ItemStoreKind } from '../../core/index.ts';
import { cacheFolder } from '../support/files.ts';
import { diskStore } from './disk-store.ts';
import { memoryStore } from './memory-store.ts';

/** The maximum size of the memory store in bytes, unless 1/16 of the machine's memory is less. */
const MAX_MEMORY = 2 ** 30;
/** The maximum size of the disk store in bytes. */
const MAX_DISK = 20 * 2 ** 30;

/**
 * Returns the item stores of a run; each is created on first use.
 *
 * @param cache the parent of the disk store's folder, by default the user's cache folder
 */
export function liveItemStores(cache = cacheFolder(process.env)): Capabilities['itemStore'] {
  const create: Readonly<Record<ItemStoreKind, () => ItemStore>> = {
    memory: () => memoryStore({ maxBytes: Math.min(MAX_MEMORY, totalmem() / 16) }),
    disk: () => diskStore({ folder: join(cache, 'items'), maxBytes: MAX_DISK }),
  };
  const stores = new Map<ItemStoreKind, ItemStore>();
  return (kind) => {
    const store = stores.get(kind) ?? create[kind]();
    stores.set(kind, store);
    return store;
  };
}
