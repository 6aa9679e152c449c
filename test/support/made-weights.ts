import type { StateArray, StateDict } from '../../src/core/index.ts';
import { parametersOf, type Network } from '../../src/nn/index.ts';

/** Returns weights of a network that are all 0. */
export function zerosOf(network: Network): StateDict {
  const { parameters, buffers } = parametersOf(network);
  return new Map(
    [...parameters, ...buffers].map(({ name, shape }): readonly [string, StateArray] => [
      name,
      { shape, data: new Float32Array(shape.reduce((product, size) => product * size, 1)) },
    ]),
  );
}

/** Returns weights of a network that all differ: 0, 1, 2, …. */
export function countedOf(network: Network): StateDict {
  const weights = zerosOf(network);
  let position = 0;
  for (const { data } of weights.values()) for (let i = 0; i < data.length; i++) data[i] = position++;
  return weights;
}
