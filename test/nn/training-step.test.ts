import { expect, test } from 'vitest';
import { createRng, defaultEngine } from '../../src/core/index.ts';
import { tf, type Tensor4D } from '../../src/engine/index.ts';
import {
  adam,
  crossEntropy,
  focalLoss,
  ranger,
  sgd,
  trainingStep,
  trainState,
  xresnet,
  type Loss,
} from '../../src/nn/index.ts';
import { classTargets } from '../support/targets.ts';
import { basic, classes, imagesOf, makeStep, networks, small, untraced } from './step-forms.ts';

const notNumbers = (): Tensor4D => tf.fill([4, 24, 20, 3], NaN);

test.each(['bfloat16', 'float16'] as const)('gradients in %s are close to those in float32', (precision) => {
  for (const network of [
    ...networks,
    xresnet({ ...small, name: 'mish', expansion: 1, activation: 'mish' }),
  ]) {
    using state = trainState(network, { optimizer: adam(), rng: createRng(1) });
    const gradientsIn = (engine = defaultEngine) => {
      const images = imagesOf(1);
      const options = { model: state.model, loss: crossEntropy, rng: createRng(2), engine };
      const { gradients } = trainingStep(images, classes, {
        ...options,
        lossScale: engine.precision === 'float16' ? 16 : undefined,
      });
      const values = gradients!.map((each) => each!.dataSync<'float32'>());
      tf.dispose([images, ...gradients!] as Tensor4D[]);
      return values;
    };
    const wide = gradientsIn();
    const scale = precision === 'float16' ? 16 : 1;
    const narrow = gradientsIn({ ...defaultEngine, precision });
    let [squares, all] = [0, 0];
    narrow.forEach((values, i) =>
      values.forEach((value, k) => {
        squares += (value / scale - wide[i]![k]!) ** 2;
        all += wide[i]![k]! ** 2;
      }),
    );
    // ReLU and max pooling have steps: where rounding moves a value across one, its gradient goes elsewhere.
    const bounds = network.name === 'mish' ? [0.06, 0.03] : [0.2, 0.08];
    const error = Math.sqrt(squares / all);
    expect(error).toBeLessThan(bounds[precision === 'bfloat16' ? 0 : 1]!);
    expect(error).toBeGreaterThan(1e-3);
  }
});

test.each(['whole', 'pass', 'halves'] as const)(
  'a loss that is not finite leaves no trace in weights, averages and statistics (%s)',
  (form) => {
    using state = trainState(basic, { optimizer: adam(), rng: createRng(1) });
    makeStep(state, form, 0, {});
    const before = [state.model.weights(), state.optimizer.save()];
    const images = notNumbers();
    const update = { optimizer: state.optimizer, hyper: { learningRates: [0.1], momentum: 0.9 } };
    const { loss, gradients } = trainingStep(images, classes, {
      model: state.model,
      loss: form === 'halves' ? untraced(crossEntropy) : crossEntropy,
      rng: createRng(3),
      ...(form === 'whole' ? { update } : {}),
    });
    tf.dispose([images, ...(gradients ?? [])] as Tensor4D[]);
    expect(loss).toBeNaN();
    expect([state.model.weights(), state.optimizer.save()]).toEqual(before);
    const next = makeStep(state, form, 1, {}).loss;
    using other = trainState(basic, { optimizer: adam(), rng: createRng(1) });
    makeStep(other, form, 0, {});
    expect(next).toBe(makeStep(other, form, 1, {}).loss);
  },
);

test('a step that is not finite before any other leaves no averages', () => {
  for (const optimizer of [adam(), ranger()]) {
    using state = trainState(basic, { optimizer, rng: createRng(1) });
    const images = notNumbers();
    const update = { optimizer: state.optimizer, hyper: { learningRates: [0.1], momentum: 0.9 } };
    trainingStep(images, classes, { model: state.model, loss: crossEntropy, rng: createRng(3), update });
    images.dispose();
    expect(state.optimizer.save().size).toBe(0);
  }
});

test.each([
  ['whole', false],
  ['pass', false],
  ['halves', false],
  ['op by op', false],
  ['whole', true],
  ['halves', true],
  ['op by op', true],
] as const)('leaks no tensor (%s, activations computed again: %s)', (form, recomputes) => {
  const options = { engine: { ...defaultEngine, recomputes } };
  const before = tf.memory().numTensors;
  {
    using state = trainState(networks[3]!, { optimizer: ranger(), rng: createRng(1) });
    for (let step = 0; step < 2; step++) makeStep(state, form, step, { options });
    const between = tf.memory().numTensors;
    for (let step = 0; step < 4; step++) makeStep(state, form, step, { options });
    expect(tf.memory().numTensors).toBe(between);
    const wrong = { targets: [classTargets(0, 9, 1, 1)] };
    expect(() => makeStep(state, form, 1, wrong)).toThrow('class indices in 0..2');
  }
  // The images of the failed step.
  expect(tf.memory().numTensors).toBe(before + 1);
});

test('returns the gradients if the optimizer or the loss cannot be part of a function', () => {
  using state = trainState(basic, { optimizer: adam(), rng: createRng(1) });
  const images = imagesOf(0);
  const hyper = { learningRates: [0.1], momentum: 0.9 };
  const { begin: _, ...plain } = { ...state.optimizer, apply: state.optimizer.apply, begin: undefined };
  for (const [loss, optimizer] of [
    [crossEntropy, plain as typeof state.optimizer],
    [untraced(crossEntropy), state.optimizer],
  ] as const) {
    const before = state.model.weights().get('0.0.weight');
    const options = { model: state.model, loss, rng: createRng(3), update: { optimizer, hyper } };
    const { gradients } = trainingStep(images, classes, options);
    expect(gradients).toHaveLength(state.model.parameters.size);
    expect(state.model.weights().get('0.0.weight')).toEqual(before);
    tf.dispose(gradients as Tensor4D[]);
  }
  images.dispose();
});

test('another optimizer or loss of the same model is not that of an earlier step', () => {
  using state = trainState(basic, { optimizer: adam(), rng: createRng(1) });
  using other = trainState(basic, { optimizer: sgd(), rng: createRng(1) });
  const images = imagesOf(0);
  const hyper = { learningRates: [0.1], momentum: 0.9 };
  const weightsAfter = (optimizer: typeof state.optimizer, loss: Loss) => {
    state.model.load(other.model.weights());
    const options = { model: state.model, loss, rng: createRng(3), update: { optimizer, hyper } };
    trainingStep(images, classes, options);
    return state.model.weights().get('0.0.weight');
  };
  const first = weightsAfter(state.optimizer, crossEntropy);
  expect(weightsAfter(state.optimizer, focalLoss())).not.toEqual(first);
  state.optimizer.reset();
  expect(weightsAfter(state.optimizer, crossEntropy)).toEqual(first);
  const plain = sgd()(
    [...state.model.parameters].map(([name, variable]) => ({ name, variable, decays: false, group: 0 })),
  );
  expect(weightsAfter(plain, crossEntropy)).not.toEqual(first);
  images.dispose();
});
