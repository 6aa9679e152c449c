import { concatMap, defer, of } from 'rxjs';
import { phaseEnded, type Phase } from './phase.ts';

/**
 * Returns a phase that runs phases in order, each with the context with which the previous one ended.
 *
 * ```text
 * first       -a-(h|)
 * second      -b-(i|)     subscribed with the context of h
 * output      -a--b-(i|)     h, i PhaseEnded events
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
      concatMap((event) => (event._tag === 'PhaseEnded' ? inTurn(...rest)(event.context) : of(event))),
    );
  };
