import { defer, EMPTY, map, type Observable } from 'rxjs';
import type { Notice } from '../core/index.ts';
import type { RunContext } from './phase.ts';

/** Emits the faults of the cache of decoded images since the last report, such as damaged images that were replaced. */
export const cacheFaults = ({ world, data: { cache } }: RunContext): Observable<Notice> =>
  defer(() => (cache === undefined ? EMPTY : (world.itemStore(cache).faults$ ?? EMPTY))).pipe(
    map((text): Notice => ({ _tag: 'Notice', text })),
  );
