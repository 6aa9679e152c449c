import type { MonoTypeOperatorFunction } from 'rxjs';
import { tf } from '../../../src/engine/index.ts';
import type { EpochContext, Hook } from '../../../src/learner/index.ts';
import type { TrainState } from '../../../src/nn/index.ts';
import { Gradients } from '../../../src/steps/index.ts';

/** The gradients of each parameter: null for a frozen one; or null if a hook holds them back. */
export type Values = readonly (readonly number[] | null)[] | null;

/** Makes the gradients of a batch of four images. */
export const gradientsOf = (values: Values, count = 4): Gradients =>
  new Gradients({
    tensors: values === null ? null : values.map((each) => (each === null ? null : tf.tensor1d([...each]))),
    loss: 1,
    count,
    index: 0,
    fitStep: 0,
  });

/** Frees gradients, and returns their values. */
export const valuesOf = (gradients: Gradients): Values => {
  using owned = gradients;
  return owned.tensors === null
    ? null
    : owned.tensors.map((each) => (each === null ? null : [...each.dataSync()]));
};

/** Returns the operator of a hook that stands between gradients and update. */
export const between = (hook: Hook, state: TrainState, phase = 0): MonoTypeOperatorFunction<Gradients> =>
  hook.gradients!({ state, phase } as EpochContext);
