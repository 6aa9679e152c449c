export { cacheFolder } from '../../io/support/index.ts';
export { cacheEntries } from './cache-entries.ts';
export { cacheKinds, type CacheEntry, type CacheKind } from './cache-entry.ts';
export { cleanCache, type Cleaned } from './clean-cache.ts';
export { bytesOf, cleanQuestion, describeCache, describeCleaned } from './describe-cache.ts';
