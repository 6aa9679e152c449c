import type { Network } from './network.ts';
import { trainsWhileFrozen } from './optimizers/index.ts';
import type { ParameterGroups } from './trainable.ts';

/**
 * The names of the parameters that a fit leaves alone: those of groups that are not trained, but for batch norm's, which
 * train all the same (fastai's train_bn).
 *
 * @param trainableGroups by group
 */
export const frozenParameters = (
  { layer }: Network,
  groups: ParameterGroups,
  trainableGroups: readonly boolean[],
): ReadonlySet<string> =>
  new Set(
    layer.parameters
      .filter(({ name, role }) => trainableGroups[groups(name)] === false && !trainsWhileFrozen(role))
      .map(({ name }) => name),
  );
