import { fastaiNames } from './names/fastai-names.ts';
import { joined, parametersAt } from './specs/parameters-of.ts';
import type { Network } from './network.ts';
import type { ParameterGroups } from './train-state.ts';

/**
 * Returns the parameter group of transfer learning: 0 for the body of a network, 1 for its head. fastai's default_split.
 *
 * @category Architectures and models
 */
export const bodyAndHead: ParameterGroups = (name, network) => (headNames(network).has(name) ? 1 : 0);

const known = new WeakMap<Network, ReadonlySet<string>>();

/** Returns the names of the parameters of the head, found once for a network. */
function headNames(network: Network): ReadonlySet<string> {
  const found = known.get(network);
  if (found !== undefined) return found;
  const heads = network.stages.filter(({ isHead }) => isHead);
  const { parameters } = joined(heads.map(({ spec, path }) => parametersAt(spec, path, fastaiNames)));
  const names = new Set(parameters.map(({ name }) => name));
  known.set(network, names);
  return names;
}
