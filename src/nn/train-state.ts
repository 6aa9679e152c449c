import type { Rng } from '../core/index.ts';
import { Model } from './model.ts';
import type { Network } from './network.ts';
import { decays, type Optimizer, type OptimizerFactory } from './optimizers/index.ts';

/** Returns the group of a parameter by its name; group 0 is nearest the input: fastai's splitter of a model. */
export type ParameterGroups = (parameterName: string) => number;

/** Options of {@link trainState}. */
export interface TrainStateConfig {
  readonly optimizer: OptimizerFactory;
  /** Seeds the initial weights. */
  readonly rng: Rng;
  /** Assigns parameters to groups; by default all are in group 0. */
  readonly groups?: ParameterGroups;
}

/** What training changes: a model and the state of its optimizer. Disposing it frees both. */
export interface TrainState extends Disposable {
  readonly model: Model;
  readonly optimizer: Optimizer;
}

/**
 * Returns the state before training: a model with random weights and a new optimizer of its parameters, both owned by
 * the caller.
 *
 * @param network the description of the network
 * @param config the optimizer, the seed and the parameter groups
 * @category Architectures and models
 */
export function trainState(
  network: Network,
  { optimizer: createOptimizer, rng, groups = () => 0 }: TrainStateConfig,
): TrainState {
  const model = new Model(network, rng);
  try {
    const optimizer = createOptimizer(
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
