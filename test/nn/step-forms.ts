import { expect } from 'vitest';
import { createRng, defaultEngine, type StateDict, type Targets } from '../../src/core/index.ts';
import { tf, type Tensor4D } from '../../src/engine/index.ts';
import {
  adam,
  crossEntropy,
  trainingStep,
  trainState,
  xresnet,
  type Loss,
  type Network,
  type OptimizerFactory,
  type TrainingStepOptions,
  type TrainState,
} from '../../src/nn/index.ts';
import { randomNormal } from '../support/close.ts';
import { classTargets } from '../support/targets.ts';

export const small = { outputs: 3, blocks: [1, 1], widen: 0.5, stem: [4, 4, 64] as const };
export const basic = xresnet({ ...small, name: 'basic', expansion: 1 });
export const networks: readonly Network[] = [
  basic,
  xresnet({ ...small, name: 'bottleneck', expansion: 4 }),
  xresnet({ ...small, name: 'se-resnext', expansion: 4, variant: 'se-resnext' }),
  xresnet({ ...small, name: 'dropout', expansion: 1, head: { dropout: 0.5 } }),
];

export const mixed: Targets = {
  _tag: 'MixedTargets',
  classes: Int32Array.of(0, 1, 2, 1),
  others: Int32Array.of(1, 1, 0, 2),
  weights: Float32Array.of(0.7, 1, 0.4, 0.9),
};
export const labels: Targets = {
  _tag: 'LabelTargets',
  shape: [4, 3],
  values: Float32Array.of(1, 0, 1, 0, 0, 1, 1, 1, 0, 0, 0, 0),
};
export const classes = classTargets(0, 2, 1, 1);

/** How a step is computed: as one function, as one function without the update, as two halves, or op by op. */
type Form = 'whole' | 'pass' | 'halves' | 'op by op';

interface Run {
  readonly network?: Network;
  readonly optimizer?: OptimizerFactory;
  readonly loss?: Loss;
  readonly targets?: readonly Targets[];
  readonly frozen?: (step: number) => ReadonlySet<string>;
  readonly options?: Partial<TrainingStepOptions>;
}

/** A loss with a mean of its own, which is not traced. */
export const untraced = (loss: Loss): Loss => ({
  ...loss,
  mean: (logits, targets) => loss.mean(logits, targets),
});

export const imagesOf = (step: number): Tensor4D => randomNormal([4, 24, 20, 3], [step, 7]) as Tensor4D;

/** Makes a step, and returns its loss and whether it was one function. */
export function makeStep(
  state: TrainState,
  form: Form,
  step: number,
  { loss = crossEntropy, targets = [classes], frozen, options = {} }: Run,
): { readonly loss: number; readonly isWhole: boolean } {
  const hyper = { learningRates: [0.01 / (step + 1)], momentum: 0.9 - 0.05 * step };
  const images = imagesOf(step);
  const { engine = defaultEngine } = options;
  const { loss: value, gradients } = trainingStep(images, targets[step % targets.length]!, {
    model: state.model,
    loss: form === 'halves' ? untraced(loss) : loss,
    rng: createRng(3).at(step),
    ...(frozen === undefined ? {} : { frozen: frozen(step) }),
    ...(form === 'whole' ? { update: { optimizer: state.optimizer, hyper } } : {}),
    ...options,
    engine: { ...engine, opByOp: form === 'op by op' },
  });
  images.dispose();
  if (gradients !== null) {
    state.optimizer.apply(gradients, hyper);
    tf.dispose(gradients.filter((each) => each !== null));
  }
  return { loss: value, isWhole: gradients === null };
}

const STEPS = 8;

/** Returns the losses, and all weights and averages after each step. */
export function train(form: Form, run: Run = {}): { losses: number[]; states: StateDict[] } {
  const { network = basic, optimizer = adam() } = run;
  using state = trainState(network, { optimizer, rng: createRng(1) });
  const [losses, states]: [number[], StateDict[]] = [[], []];
  for (let step = 0; step < STEPS; step++) {
    const { loss, isWhole } = makeStep(state, form, step, run);
    expect(isWhole).toBe(form === 'whole');
    losses.push(loss);
    states.push(new Map([...state.model.weights(), ...state.optimizer.save()]));
  }
  return { losses, states };
}

/** Expects that both forms agree to 1e-6 of the greatest value of each array, per step. */
export function expectSame(actual: ReturnType<typeof train>, expected: ReturnType<typeof train>): void {
  actual.losses.forEach((loss, i) => {
    expect(Math.abs(loss / expected.losses[i]! - 1)).toBeLessThan(1e-6);
  });
  actual.states.forEach((state, step) => {
    expect([...state.keys()].sort()).toEqual([...expected.states[step]!.keys()].sort());
    for (const [name, { data }] of state) {
      const other = expected.states[step]!.get(name)!.data;
      const scale = Math.max(...other.map(Math.abs));
      const distance = Math.max(...data.map((value, i) => Math.abs(value - other[i]!)));
      expect(distance, `${name} after step ${step}`).toBeLessThanOrEqual(1e-6 * scale * (step + 1));
    }
  });
}
