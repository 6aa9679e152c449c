import { concat, defer, EMPTY, of } from 'rxjs';
import type { Notice } from '../core/index.ts';
import { foundRate } from './lr-find.ts';
import type { Phase } from './phase.ts';
import { hasStarted } from './run-position.ts';

/**
 * Returns a fit at the rate that {@link lrFind} found, which a {@link Notice} reports first. The phase errors with BadOption
 * if no search came before, and with BadData if it found none.
 *
 * @param where the name of the phase, for example `fitOneCycle(5, auto)`
 * @param make returns the fit at a rate, shown with three digits
 */
export const withFoundRate = (
  { name, epochs }: Pick<Phase, 'name' | 'epochs'>,
  where: string,
  make: (rate: number, shown: number) => Phase,
): Phase => ({
  name,
  kind: 'fit',
  epochs,
  run: (context) =>
    defer(() => {
      const rate = foundRate(context.state, where);
      const shown = Number(rate.toPrecision(3));
      const notice: Notice = {
        _tag: 'Notice',
        text: `using learning rate ${shown}, the valley of the search`,
      };
      return concat(hasStarted(context) ? EMPTY : of(notice), make(rate, shown).run(context));
    }),
});
