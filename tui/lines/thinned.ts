import type { MonoTypeOperatorFunction } from 'rxjs';
import { mapAccum } from '../../src/flow/index.ts';

/** How often progress is shown. */
export interface ThinnedConfig {
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Minimum milliseconds between two values of the same kind; 2000 by default. */
  readonly intervalMs?: number;
}

/**
 * Limits progress to a rate that suits a log: emits the first value of each kind (`_tag`), then at most one per interval
 * while the kind stays the same.
 *
 * ```text
 * source      -a-a-a-b-a|     intervalMs 4
 * output      -a---a-b-a|
 * ```
 */
export const thinned = <A extends { readonly _tag: string }>({
  now,
  intervalMs = 2000,
}: ThinnedConfig): MonoTypeOperatorFunction<A> =>
  mapAccum<A, { readonly tag: string; readonly at: number }, A>(
    () => ({ tag: '', at: -Infinity }),
    (last, value) =>
      value._tag === last.tag && now() - last.at < intervalMs
        ? [last, []]
        : [{ tag: value._tag, at: now() }, [value]],
  );
