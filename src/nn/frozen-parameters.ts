import { parametersOf, type Network } from './network.ts';
import { trainsWhenFrozen } from './optimizers/index.ts';
import type { ParameterGroups } from './train-state.ts';

/** Options of {@link frozenParameters}. */
export interface FreezeOptions {
  /**
   * Whether batch norm of frozen groups is trained, as in fastai (train_bn), or fixed: then it normalizes by its running
   * statistics, which do not change. `trained` by default.
   */
  readonly frozenBatchNorm?: 'trained' | 'fixed' | undefined;
}

/**
 * Returns the names of the parameters that a fit does not train: all of frozen groups, without batch norm's unless it is
 * fixed.
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
  { frozenBatchNorm = 'trained' }: FreezeOptions = {},
): ReadonlySet<string> =>
  new Set(
    parametersOf(network)
      .parameters.filter(
        ({ name, role }) =>
          trainableGroups[groups(name, network)] === false &&
          (frozenBatchNorm === 'fixed' || !trainsWhenFrozen(role)),
      )
      .map(({ name }) => name),
  );
