import { concatMap, defer, of } from 'rxjs';
import { handOver, type Phase } from './phase.ts';

/**
 * Phases one after the other as one phase: each goes on where the one before it handed over.
 *
 * ```
 * first       -a-(h|)
 * second      -b-(i|)     subscribed with the context of h
 * output      -a--b-(i|)
 * ```
 */
export const inTurn =
  (...phases: readonly Phase[]): Phase =>
  (context) => {
    const [phase, ...rest] = phases;
    if (phase === undefined) return handOver(context);
    return defer(() => phase(context)).pipe(
      concatMap((event) => (event._tag === 'Handover' ? inTurn(...rest)(event.context) : of(event))),
    );
  };
