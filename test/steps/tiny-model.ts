import { createRng, type Capabilities } from '../../src/core/index.ts';
import {
  crossEntropy,
  Model,
  sequential,
  sgd,
  stateOf,
  xresnet,
  type Loss,
  type Network,
  type OptimizerFactory,
  type TrainState,
} from '../../src/nn/index.ts';
import { meanColour } from '../support/mean-colour.ts';
import type { EvaluatedConfig, TrainStepConfig } from '../../src/steps/index.ts';

const { stages } = meanColour({ outputs: 2 });

/** A network simple enough to compute by hand: the mean colour times a matrix. */
const colours: Network = {
  name: 'colours',
  outputs: 2,
  stages: [{ name: 'input', path: ['path'], spec: sequential([]), isHead: false }, ...stages],
};

/** Weights that make red and green the logits of an image. */
export const redAndGreen = [1, 0, 0, 1, 0, 0] as const;

/** A model of {@link colours} whose logits are red and green. */
export function colourModel(): Model {
  const model = new Model(colours, createRng(1));
  model.load(
    new Map([
      ['1.weight', { shape: [3, 2], data: Float32Array.from(redAndGreen) }],
      ['1.bias', { shape: [2], data: new Float32Array(2) }],
    ]),
  );
  return model;
}

/** A very small convolutional network. */
export const convolutionalModel = (): Model =>
  new Model(
    xresnet({ name: 'small', outputs: 2, blocks: [1, 1], expansion: 1, stem: [4, 4, 64], widen: 0.125 }),
    createRng(1),
  );

/** Returns the weights and biases of a model, in order. */
export const weightsOf = (model: Model): number[] =>
  [...model.weights().values()].flatMap(({ data }) => [...data]);

/** Returns the state before training of a model, which it owns. */
export const ownedState = (model: Model, optimizer: OptimizerFactory = sgd()): TrainState =>
  stateOf(
    model,
    optimizer([...model.parameters].map(([name, variable]) => ({ name, variable, decays: false, group: 0 }))),
    createRng(1),
  );

const still: Pick<Capabilities, 'now' | 'residentBytes'> = { now: () => 0, residentBytes: () => 7 };

export const trainConfig = (state: TrainState, change: Partial<TrainStepConfig> = {}): TrainStepConfig => ({
  ...still,
  state,
  loss: crossEntropy,
  schedule: () => ({ learningRates: [0.5], momentum: 0.9 }),
  totalSteps: 4,
  phase: 1,
  epoch: 2,
  steps: 4,
  ...change,
});

export const evaluationConfig = (model: Model, change: Partial<EvaluatedConfig> = {}): EvaluatedConfig => ({
  now: still.now,
  model,
  loss: crossEntropy,
  scores: [],
  phase: 1,
  epoch: 2,
  steps: 4,
  ...change,
});

/** The error that {@link brokenLoss} throws. */
export const lossFailure = new Error('broken loss');

const fails = (): never => {
  throw lossFailure;
};

export const brokenLoss: Loss = { name: 'broken', perExample: fails, mean: fails };

/** Returns −log of the probability of the first of two logits. */
export const crossEntropyOf = (own: number, other: number): number => Math.log(1 + Math.exp(other - own));
