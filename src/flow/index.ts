export { alongside } from './alongside.ts';
export { chunked, type ChunkedConfig } from './chunked.ts';
export { eventLoopTurn } from './event-loop-turn.ts';
export { mapAccum } from './map-accum.ts';
export { mapOrdered, type MapOrderedConfig } from './map-ordered.ts';
export { prefetch, type PrefetchConfig } from './prefetch.ts';
export type { Releasable } from './releasable.ts';
export { toSeparated } from './to-separated.ts';
export { usingDisposable } from './using-disposable.ts';
