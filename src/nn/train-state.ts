import type { Rng } from '../core/index.ts';
import { Model } from './model.ts';
import type { Network } from './network.ts';
import { decays, type Optimizer, type OptimizerFactory } from './optimizers/index.ts';

/** Returns the group of a parameter from its name, from 0 nearest the input: fastai's splitter of a model. */
export type ParameterGroups = (parameterName: string) => number;

/** Options of {@link trainable}. */
export interface TrainStateConfig {
  readonly optimizer: OptimizerFactory;
  /** Draws the initial weights. */
  readonly rng: Rng;
  /** By default all parameters are in group 0. */
  readonly groups?: ParameterGroups;
}

/** A model and the optimizer of its parameters; disposing it frees both. */
export interface TrainState extends Disposable {
  readonly model: Model;
  readonly optimizer: Optimizer;
}

/**
 * Returns a model with random weights and an optimizer for it, owned by the caller.
 *
 * @param network the description of the network
 * @param config the optimizer and the random numbers
 * @category Architectures and models
 */
export function trainState(
  network: Network,
  { optimizer: make, rng, groups = () => 0 }: TrainStateConfig,
): TrainState {
  const model = new Model(network, rng);
  try {
    const optimizer = make(
      network.layer.parameters.map(({ name, role }) => ({
        name,
        variable: model.variable(name),
        decays: decays(role),
        group: groups(name),
      })),
    );
    return {
      model,
      optimizer,
      [Symbol.dispose]: () => {
        optimizer[Symbol.dispose]();
        model[Symbol.dispose]();
      },
    };
  } catch (error) {
    model[Symbol.dispose]();
    throw error;
  }
}
