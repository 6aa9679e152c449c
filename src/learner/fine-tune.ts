import { concat, defer } from 'rxjs';
import { fineTunePhases, type FineTuneOptions } from '../nn/index.ts';
import { fit } from './fit.ts';
import type { HookOptions } from './hook.ts';
import type { Phase } from './phase.ts';
import { requireFit } from './require-fit.ts';

/**
 * Returns a phase that trains the head, then everything: fastai's fine_tune.
 *
 * The first fit trains the last parameter group alone at `baseLr`, for one epoch (`freezeEpochs`); the second trains all
 * groups for `epochs`, with discriminative rates and half the learning rate. In a learner without groups, as in the book,
 * nothing is frozen and each fit has one rate.
 *
 * Throws BadOption unless `epochs` is a positive integer and `baseLr` is above 0.
 *
 * @param epochs epochs of the second fit, from 1
 * @param baseLr the highest learning rate of the first fit, above 0; default 2e-3
 * @category Phases
 */
export const fineTune = (
  epochs: number,
  baseLr = 2e-3,
  { hooks = [], ...options }: Omit<FineTuneOptions, 'baseLr' | 'groups'> & HookOptions = {},
): Phase => {
  requireFit('fineTune', epochs, baseLr);
  const name = `fineTune(${epochs}, ${baseLr})`;
  return {
    name,
    kind: 'fit',
    epochs: epochs + (options.freezeEpochs ?? 1),
    run: (context) =>
      defer(() => {
        const { groups } = context.learner;
        const last = Math.max(...[...context.state.model.parameters.keys()].map(groups));
        const [frozen, unfrozen] = fineTunePhases(epochs, { ...options, baseLr, groups: last + 1 });
        const first = `${name}, ${last === 0 ? 'first' : 'frozen'}`;
        return concat(
          fit({ name: first, resetOptimizer: true, hooks, ...frozen }).run(context),
          fit({ name, resetOptimizer: true, hooks, ...unfrozen }).run(context),
        );
      }),
  };
};
