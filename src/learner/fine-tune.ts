import { concat, defer } from 'rxjs';
import { requireOption, isCount, requirePositiveInteger } from '../core/index.ts';
import { fineTunePhases, type FineTuneOptions, type FreezeOptions } from '../nn/index.ts';
import { fit } from './fit.ts';
import type { HookOptions } from './hook.ts';
import { lastGroup } from './last-group.ts';
import type { Phase } from './phase.ts';
import { requireFit } from './require-fit.ts';
import { withFoundRate } from './with-found-rate.ts';

/** Options of {@link fineTune}. */
export interface FineTuneFitOptions
  extends Omit<FineTuneOptions, 'baseLr' | 'groups'>, FreezeOptions, HookOptions {}

/**
 * Returns a phase that trains the head, then everything: fastai's fine_tune.
 *
 * The first fit trains the last parameter group alone at `baseLr`, for one epoch (`freezeEpochs`; 0 leaves it out); the
 * second trains all groups for `epochs`, with discriminative rates and half the learning rate. In a learner without groups,
 * as in the book, nothing is frozen and each fit has one rate. For transfer learning, a learner has the groups
 * {@link bodyAndHead}.
 *
 * Throws BadOption unless `epochs` is a positive integer, `baseLr` is above 0 and `freezeEpochs` an integer from 0. With
 * `auto`, the phase errors with BadOption if no {@link lrFind} came before, and with BadData if that found none.
 *
 * @param epochs epochs of the second fit, from 1
 * @param baseLr the highest learning rate of the first fit, above 0; default 2e-3; or `auto`, the rate that {@link lrFind}
 *   found
 * @category Phases
 */
export const fineTune = (
  epochs: number,
  baseLr: number | 'auto' = 2e-3,
  { hooks = [], frozenBatchNorm, ...options }: FineTuneFitOptions = {},
): Phase => {
  const { freezeEpochs = 1 } = options;
  requireOption(isCount(freezeEpochs), 'fineTune freezeEpochs', 'an integer from 0', freezeEpochs);
  const total = epochs + freezeEpochs;
  const fitsAt = (rate: number, shown = rate): Phase => {
    const name = `fineTune(${epochs}, ${shown})`;
    return {
      name,
      kind: 'fit',
      epochs: total,
      run: (context) =>
        defer(() => {
          const last = lastGroup(context);
          const [frozen, unfrozen] = fineTunePhases(epochs, { ...options, baseLr: rate, groups: last + 1 });
          const first = `${name}, ${last === 0 ? 'first' : 'frozen'}`;
          const fits = [
            ...(freezeEpochs === 0 ? [] : [fit({ name: first, ...frozen, ...common })]),
            fit({ name, ...unfrozen, ...common }),
          ];
          return concat(...fits.map((each) => each.run(context)));
        }),
    };
  };
  const common = { resetOptimizer: true, hooks, frozenBatchNorm };
  if (baseLr !== 'auto') {
    requireFit('fineTune', epochs, baseLr);
    return fitsAt(baseLr);
  }
  requirePositiveInteger('fineTune epochs', epochs);
  return withFoundRate({ name: `fineTune(${epochs}, auto)`, epochs: total }, 'fineTune baseLr', fitsAt);
};
