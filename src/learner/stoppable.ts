import { concat, defer, EMPTY, takeUntil, tap } from 'rxjs';
import { handOver, type Phase } from './phase.ts';

/**
 * A phase that ends where the person asks the run to stop (`world.stop$`), and hands over what it was given. Once that was
 * asked for, the phases after it do not begin.
 *
 * ```
 * phase       -a-b-c-(h|)
 * stop$       ----x
 * output      -a-b(i|)     i the context that the phase began with; without stop$ -a-b-c-(h|)
 * ```
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
        defer(() => (handedOver ? EMPTY : handOver(context))),
      );
    });
