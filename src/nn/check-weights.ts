import type { StateDict } from '../core/index.ts';
import { matchWeights } from './match-weights.ts';
import { parametersOf, type Network } from './network.ts';

/** Throws BadData if a name or a shape of the weights does not match the network's. */
export function checkWeights(network: Network, weights: StateDict): void {
  const { parameters, buffers } = parametersOf(network);
  matchWeights(new Map([...parameters, ...buffers].map(({ name, shape }) => [name, shape])), weights, {
    of: `${network.name} with ${network.outputs} outputs`,
    advice: () => 'Use the architecture and the number of outputs that the weights were trained with.',
  });
}
