import { concat, defer, EMPTY, takeUntil, tap } from 'rxjs';
import { phaseEnded, type Phase } from './phase.ts';

/**
 * Returns a phase that ends when the run is asked to stop (`world.stop$`), and then hands over the context it started
 * with.
 *
 * After that, later phases do not start. {@link run} applies it to every phase.
 *
 * ```text
 * stop$       ----x
 * phase       -a-b-c-(h|)
 * output      -a-b(i|)     i the context that the phase began with; without stop$ -a-b-c-(h|)
 * ```
 *
 * @category Phases
 */
export const stoppable =
  (phase: Phase): Phase =>
  (context) =>
    defer(() => {
      let handedOver = false;
      return concat(
        defer(() => phase(context)).pipe(
          tap(({ _tag }) => {
            handedOver ||= _tag === 'Handover';
          }),
          takeUntil(context.world.stop$),
        ),
        defer(() => (handedOver ? EMPTY : phaseEnded(context))),
      );
    });
