import { fastaiNames } from './names/fastai-names.ts';
import type { Network } from './network.ts';
import { layersIn, type PlacedLayer } from './specs/layers-in.ts';
import { parametersAt } from './specs/parameters-of.ts';

/**
 * Returns the number of stages at the start of a network that nothing changes in training: they need no backward pass, and
 * compute the same as in evaluation mode.
 *
 * @param frozen the names of the parameters that are not trained
 */
export function frozenStages({ stages }: Network, frozen: ReadonlySet<string>): number {
  if (frozen.size === 0) return 0;
  const first = stages.findIndex(
    ({ spec, path }) =>
      layersIn(spec, path).some(isRandom) ||
      parametersAt(spec, path, fastaiNames).parameters.some(({ name }) => !frozen.has(name)),
  );
  return first === -1 ? stages.length : first;
}

/** Returns whether a layer draws random numbers in training. A custom layer may. */
const isRandom = ({ spec }: PlacedLayer): boolean =>
  spec.kind === 'custom' || (spec.kind === 'dropout' && spec.probability > 0);
