import { parametersOf, type Network } from './network.ts';
import { trainsWhenFrozen } from './optimizers/index.ts';
import type { ParameterGroups } from './train-state.ts';

/**
 * Returns the names of the parameters that a fit does not train: all of frozen groups except batch norm's
 * (fastai's train_bn).
 *
 * @param network the network
 * @param groups returns the group of a parameter
 * @param trainableGroups per group, false if it is frozen; a group without an entry is trained
 * @category Architectures and models
 */
export const frozenParameters = (
  network: Network,
  groups: ParameterGroups,
  trainableGroups: readonly boolean[],
): ReadonlySet<string> =>
  new Set(
    parametersOf(network)
      .parameters.filter(
        ({ name, role }) => trainableGroups[groups(name)] === false && !trainsWhenFrozen(role),
      )
      .map(({ name }) => name),
  );
