import { fastaiNames } from './names/fastai-names.ts';
import type { Network } from './network.ts';
import type { LayerSpec } from './specs/index.ts';
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
      isRandom(spec) ||
      parametersAt(spec, path, fastaiNames).parameters.some(({ name }) => !frozen.has(name)),
  );
  return first === -1 ? stages.length : first;
}

/** Returns whether a layer draws random numbers in training. A custom layer may. */
function isRandom(spec: LayerSpec): boolean {
  switch (spec.kind) {
    case 'dropout':
      return spec.probability > 0;
    case 'custom':
      return true;
    case 'sequential':
      return spec.layers.some(isRandom);
    case 'residual':
      return isRandom(spec.path) || isRandom(spec.shortcut);
    default:
      return false;
  }
}
