import { badData, MillraceError, type Rng, type StateArray, type StateDict } from '../core/index.ts';
import { HookMemories } from './hook-memories.ts';
import { initialLossScale, type LossScale } from './loss-scale.ts';
import { Model } from './model.ts';
import { parametersOf, type Network } from './network.ts';
import { decays, type Optimizer, type OptimizerFactory } from './optimizers/index.ts';
import { noLoss, type SmoothLoss } from './schedules/index.ts';

/**
 * Returns the group of a parameter by its name and its network; group 0 is nearest the input: fastai's splitter of a model.
 */
export type ParameterGroups = (parameterName: string, network: Network) => number;

/** Options of {@link trainState}. */
export interface TrainStateConfig {
  readonly optimizer: OptimizerFactory;
  /** Seeds the initial weights, and the random numbers of training passes. */
  readonly rng: Rng;
  /** Assigns parameters to groups; by default all are in group 0. */
  readonly groups?: ParameterGroups;
}

/** The position of a training step, each number from 0: the keys of its random numbers. */
export interface Position {
  /** Position of the phase in its run. */
  readonly phase: number;
  /** Position of the epoch in its phase. */
  readonly epoch: number;
  /** Position of the batch in its epoch. */
  readonly step: number;
}

/** The numbers that change with each step of a fit. */
export interface FitScalars {
  /** The number of training steps started in this fit. */
  readonly steps: number;
  /** The number of updates of the weights in this fit. */
  readonly updates: number;
  /** fastai's train_loss, since the start of the fit. */
  readonly smoothLoss: SmoothLoss;
  /** The loss scale of float16. */
  readonly lossScale: LossScale;
  /**
   * Whether steps were one function of TensorFlow that updates the weights, or gradients and then an update: the results may
   * differ by rounding, so that a fit goes on as it began. Absent before the first step, and in older snapshots, which split
   * them.
   */
  readonly form?: 'whole' | 'split';
}

/**
 * Everything that training changes: the weights, the optimizer's averages, the position, and what hooks keep. Its owner
 * disposes it.
 *
 * @category Training and evaluation steps
 */
export interface TrainState extends Disposable {
  readonly model: Model;
  /** The weights that validation, predictions and saving read: those of `model`, or a hook's average of them. */
  evaluated: Model;
  readonly optimizer: Optimizer;
  /** The random numbers of the run. */
  readonly rng: Rng;
  /** The position of the current step. */
  position: Position;
  scalars: FitScalars;
  /** What hooks keep between steps, by the name of the hook. */
  readonly memory: HookMemories;
}

/**
 * A {@link TrainState} as plain data. Arrays are named `model/<weight>`, `optimizer/<average>` and `hook/<hook>/<array>`.
 *
 * @category Training and evaluation steps
 */
export interface Snapshot {
  readonly version: 1;
  readonly position: Position;
  readonly scalars: FitScalars;
  /** The hook whose average of the weights is evaluated; null if it is the weights themselves. */
  readonly evaluated: string | null;
  readonly arrays: StateDict;
}

/**
 * Returns the state before training: a model with random weights and a new optimizer of its parameters, both owned by
 * the state.
 *
 * @param network the description of the network
 * @param config the optimizer, the seed and the parameter groups
 * @category Training and evaluation steps
 */
export function trainState(
  network: Network,
  { optimizer: createOptimizer, rng, groups = () => 0 }: TrainStateConfig,
): TrainState {
  const model = new Model(network, rng);
  try {
    const optimizer = createOptimizer(
      parametersOf(network).parameters.map(({ name, role }) => ({
        name,
        variable: model.variable(name),
        decays: decays(role),
        group: groups(name, network),
      })),
    );
    return stateOf(model, optimizer, rng);
  } catch (error) {
    model[Symbol.dispose]();
    throw error;
  }
}

/** Returns the state of a model and its optimizer, which it then owns. */
export function stateOf(model: Model, optimizer: Optimizer, rng: Rng): TrainState {
  const memory = new HookMemories();
  return {
    model,
    evaluated: model,
    optimizer,
    rng,
    position: { phase: 0, epoch: 0, step: 0 },
    scalars: initialScalars(),
    memory,
    [Symbol.dispose]: () => {
      memory[Symbol.dispose]();
      optimizer[Symbol.dispose]();
      model[Symbol.dispose]();
    },
  };
}

/**
 * Starts a fit: its steps and its smoothed loss count from 0, and the weights that it trains are evaluated. Weights,
 * averages and what hooks keep stay.
 *
 * @category Training and evaluation steps
 */
export function startFit(state: TrainState): void {
  state.scalars = initialScalars();
  state.evaluated = state.model;
}

const initialScalars = (): FitScalars => ({
  steps: 0,
  updates: 0,
  smoothLoss: noLoss,
  lossScale: initialLossScale,
});

/**
 * Returns a copy of a state as plain data.
 *
 * @category Training and evaluation steps
 */
export const snapshot = ({
  model,
  evaluated,
  optimizer,
  position,
  scalars,
  memory,
}: TrainState): Snapshot => ({
  version: 1,
  position,
  scalars,
  evaluated: memory.averagedBy(evaluated),
  arrays: new Map([
    ...named('model/', model.weights()),
    ...named('optimizer/', optimizer.save()),
    ...named('hook/', memory.save()),
  ]),
});

/**
 * Replaces a state by a snapshot of one with the same network and optimizer. What hooks kept is given to the hooks of
 * the same names.
 *
 * Throws BadData, and changes nothing but weights, if the network, the optimizer, the hooks or the version differ.
 *
 * @category Training and evaluation steps
 */
export function restore(
  state: TrainState,
  { version, position, scalars, evaluated, arrays }: Snapshot,
): void {
  if ((version as number) !== 1)
    throw new MillraceError(
      badData('snapshot', 'version 1', String(version), 'A newer Millrace made it: use that version.'),
    );
  const foreign = [...arrays.keys()].find((name) => !PARTS.some((prefix) => name.startsWith(prefix)));
  if (foreign !== undefined)
    throw new MillraceError(badData('snapshot', 'arrays of a model, an optimizer and hooks', foreign));
  state.model.load(part(arrays, 'model/'));
  state.optimizer.restore(part(arrays, 'optimizer/'));
  state.memory.restore(part(arrays, 'hook/'));
  state.evaluated = evaluated === null ? state.model : state.memory.averageOf(evaluated, state.model);
  state.position = position;
  state.scalars = scalars;
}

const PARTS = ['model/', 'optimizer/', 'hook/'];

const named = (prefix: string, arrays: StateDict): readonly (readonly [string, StateArray])[] =>
  [...arrays].map(([name, array]) => [`${prefix}${name}`, array]);

const part = (arrays: StateDict, prefix: string): StateDict =>
  new Map(
    [...arrays].flatMap(([name, array]): (readonly [string, StateArray])[] =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), array]] : [],
    ),
  );
