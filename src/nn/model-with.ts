import { createRng, valueAt, type StateDict } from '../core/index.ts';
import { tf, Variable } from '../engine/index.ts';
import { checkWeights } from './check-weights.ts';
import { Model } from './model.ts';
import type { Network } from './network.ts';

/**
 * Returns a model with copies of the given weights, owned by the caller; no weight is drawn at random first.
 *
 * Throws BadData if a name or a shape does not match the network's.
 *
 * @param weights the parameters and buffers by name, as {@link Model.weights} returns them
 * @category Architectures and models
 */
export function modelWith(network: Network, weights: StateDict): Model {
  checkWeights(network, weights);
  return new Model(network, createRng(0), ({ name }) => {
    const { shape, data } = valueAt(weights, name);
    const value = tf.tensor(data, [...shape], 'float32');
    try {
      return new Variable(value);
    } finally {
      value.dispose();
    }
  });
}
