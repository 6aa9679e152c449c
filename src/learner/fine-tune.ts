import { defer } from 'rxjs';
import { fineTunePhases, type FineTuneOptions } from '../nn/index.ts';
import { fit } from './fit.ts';
import { inTurn } from './in-turn.ts';
import type { Phase } from './phase.ts';
import { requireFit } from './require-fit.ts';

/**
 * Trains what is new, then everything (fastai's fine_tune): an epoch in which all parameter groups but the last are
 * frozen, then `epochs` with discriminative rates and half the learning rate. Of a learner without groups, as in the
 * book, nothing is frozen and both fits have one rate. Throws BadOption where it could not train.
 *
 * @param epochs of the second fit, from 1
 * @param baseLr the greatest learning rate of the first fit, above 0; default 2e-3
 */
export const fineTune = (
  epochs: number,
  baseLr = 2e-3,
  options: Omit<FineTuneOptions, 'baseLr' | 'groups'> = {},
): Phase => {
  requireFit('fineTune', epochs, baseLr);
  return (context) =>
    defer(() => {
      const { groups } = context.learner;
      const last = Math.max(...[...context.model.parameters.keys()].map(groups));
      const [frozen, unfrozen] = fineTunePhases(epochs, { ...options, baseLr, groups: last + 1 });
      const name = `fineTune(${epochs}, ${baseLr})`;
      return inTurn(
        fit({ name: `${name}, ${last === 0 ? 'first' : 'frozen'}`, resetOptimizer: true, ...frozen }),
        fit({ name, resetOptimizer: true, ...unfrozen }),
      )(context);
    });
};
