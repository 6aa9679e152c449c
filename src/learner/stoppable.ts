import { concat, defer, EMPTY, takeUntil, tap } from 'rxjs';
import { phaseEnded, type Phase } from './phase.ts';

/**
 * Returns a phase that ends when `world.stop$` emits, with the context it started with.
 *
 * Later phases then do not start. {@link run} applies it to every phase.
 *
 * ```text
 * stop$       ----x
 * phase       -a-b-c-(h|)
 * output      -a-b(i|)     i with the context that the phase started with; without stop$ -a-b-c-(h|)
 * ```
 *
 * @category Phases
 */
export const stoppable =
  (phase: Phase): Phase =>
  (context) =>
    defer(() => {
      let hasEnded = false;
      return concat(
        defer(() => phase(context)).pipe(
          tap(({ _tag }) => {
            hasEnded ||= _tag === 'PhaseEnded';
          }),
          takeUntil(context.world.stop$),
        ),
        defer(() => (hasEnded ? EMPTY : phaseEnded(context))),
      );
    });
