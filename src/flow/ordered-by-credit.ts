import {
  defer,
  endWith,
  from,
  map,
  mergeMap,
  observeOn,
  queueScheduler,
  zip,
  type Observable,
  type ObservableInput,
  type OperatorFunction,
} from 'rxjs';

/** An outcome of one value of the source: a result, or the end of its results. */
export type Outcome<B> =
  | { readonly _tag: 'Result'; readonly index: number; readonly result: B }
  | { readonly _tag: 'End'; readonly index: number };

/**
 * Starts `project` for one value of the source per credit, and emits the outcomes in the order of the source. The
 * credits bound the concurrency: `mapOrdered` gives one for each value whose results have ended, `prefetch` one for
 * each released batch.
 *
 * ```text
 * source      (abc|)
 * credits     x-x-------x---
 * a           ----(p|)
 * b             -(q|)
 * c                     --(r|)
 * output      ----(p0q1)--(r2|)    p, q, r results; 0, 1, 2 the ends of a, b, c
 * ```
 *
 * Values of the source wait in memory for their credit: use it for bounded lists of small values. Errors with the first
 * error of any stream, immediately.
 *
 * Credits and outcomes pass through the queue scheduler: a credit given during a delivery is used after the delivery
 * returns. This keeps the order, and the stack shallow, even if everything is synchronous.
 */
export function orderedByCredit<A, B>(
  credits: Observable<unknown>,
  project: (value: A, index: number) => ObservableInput<B>,
): OperatorFunction<A, Outcome<B>> {
  return (source) =>
    defer(() => {
      const reorder = reorderBuffer<B>();
      return zip(source, credits.pipe(observeOn(queueScheduler))).pipe(
        mergeMap(([value], index) =>
          from(project(value, index)).pipe(
            map((result): Outcome<B> => ({ _tag: 'Result', index, result })),
            endWith<Outcome<B>>({ _tag: 'End', index }),
          ),
        ),
        observeOn(queueScheduler),
        mergeMap(reorder),
      );
    });
}

/** Returns a function that holds outcomes back until their turn: all of index 0, then all of index 1, … */
function reorderBuffer<B>(): (outcome: Outcome<B>) => readonly Outcome<B>[] {
  const waiting = new Map<number, Outcome<B>[]>();
  let turn = 0;
  return (outcome) => {
    waiting.set(outcome.index, [...(waiting.get(outcome.index) ?? []), outcome]);
    const ready: Outcome<B>[] = [];
    for (;;) {
      const outcomes = waiting.get(turn) ?? [];
      ready.push(...outcomes);
      waiting.delete(turn);
      if (outcomes.at(-1)?._tag !== 'End') return ready;
      turn++;
    }
  };
}
