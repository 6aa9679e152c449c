import { concatMap, defer, finalize, tap, type Observable, type OperatorFunction } from 'rxjs';
import type { Batch } from '../core/index.ts';
import type { Tensor4D } from '../engine/index.ts';

/**
 * Projects each batch to a stream, one after the other, as concatMap does. While one takes time, the next batches wait, and
 * hold back those after them; if the stream ends early, they are freed.
 *
 * ```text
 * source      -ab--|
 * stream      --(x|)       of each batch
 * output      ---x-(x|)
 * ```
 *
 * The projection takes ownership of its batch.
 */
export const batchByBatch =
  <A>(project: (batch: Batch<Tensor4D>) => Observable<A>): OperatorFunction<Batch<Tensor4D>, A> =>
  (source) =>
    defer(() => {
      const waiting = new Set<Batch<Tensor4D>>();
      return source.pipe(
        tap((batch) => waiting.add(batch)),
        concatMap((batch) => {
          waiting.delete(batch);
          return project(batch);
        }),
        finalize(() => {
          for (const batch of waiting) batch[Symbol.dispose]();
        }),
      );
    });
