export { diskStore, type DiskStoreConfig } from './disk-store.ts';
export { liveItemStores } from './live-item-stores.ts';
export { memoryStore, type MemoryStoreConfig } from './memory-store.ts';
