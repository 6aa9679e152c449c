import type { MonoTypeOperatorFunction } from 'rxjs';
import { mapAccum } from '../../src/flow/index.ts';

/** How often progress is told. */
export interface ThinnedConfig {
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number;
  /** Milliseconds between two values of the same kind; 2 seconds by default. */
  readonly intervalMs?: number;
}

/**
 * Progress for a log: of values of the same kind that follow each other one in so many seconds, of a new kind the first.
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
