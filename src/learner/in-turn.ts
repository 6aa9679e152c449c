import { concatMap, defer, of } from 'rxjs';
import { phaseEnded, type Phase } from './phase.ts';

/**
 * Returns one phase from several: each starts with the context that the previous one handed over.
 *
 * ```text
 * first       -a-(h|)
 * second      -b-(i|)     subscribed with the context of h
 * output      -a--b-(i|)
 * ```
 *
 * @category Phases
 */
export const inTurn =
  (...phases: readonly Phase[]): Phase =>
  (context) => {
    const [phase, ...rest] = phases;
    if (phase === undefined) return phaseEnded(context);
    return defer(() => phase(context)).pipe(
      concatMap((event) => (event._tag === 'Handover' ? inTurn(...rest)(event.context) : of(event))),
    );
  };
