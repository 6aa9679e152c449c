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

/** What happens to one value of the source: results, then its end. */
export type Outcome<B> =
  | { readonly _tag: 'Result'; readonly index: number; readonly result: B }
  | { readonly _tag: 'End'; readonly index: number };

/**
 * Begins `project` for one value of the source per credit, and emits the outcomes in the order of the source. What
 * gives credits decides how many are under way; `mapOrdered` and `prefetch` are this operator with two answers.
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
 * The source is waiting in memory until there is credit for it: it must be a bounded list of small things. The first
 * error, of whichever stream, ends everything at once.
 *
 * Credits and outcomes go through the queue scheduler: a credit given while an outcome is delivered is used after that
 * delivery has returned. So the order holds, and the stack does not grow, also when everything is synchronous.
 */
export function orderedByCredit<A, B>(
  credits: Observable<unknown>,
  project: (value: A, index: number) => ObservableInput<B>,
): OperatorFunction<A, Outcome<B>> {
  return (source) =>
    defer(() => {
      const admit = inTurn<B>();
      return zip(source, credits.pipe(observeOn(queueScheduler))).pipe(
        mergeMap(([value], index) =>
          from(project(value, index)).pipe(
            map((result): Outcome<B> => ({ _tag: 'Result', index, result })),
            endWith<Outcome<B>>({ _tag: 'End', index }),
          ),
        ),
        observeOn(queueScheduler),
        mergeMap(admit),
      );
    });
}

/** Takes outcomes as they come and returns those whose turn it is: all of index 0, then all of index 1, … */
function inTurn<B>(): (outcome: Outcome<B>) => readonly Outcome<B>[] {
  const waiting = new Map<number, Outcome<B>[]>();
  let turn = 0;
  return (outcome) => {
    waiting.set(outcome.index, [...(waiting.get(outcome.index) ?? []), outcome]);
    const admitted: Outcome<B>[] = [];
    for (;;) {
      const outcomes = waiting.get(turn) ?? [];
      admitted.push(...outcomes);
      waiting.delete(turn);
      if (outcomes.at(-1)?._tag !== 'End') return admitted;
      turn++;
    }
  };
}
