import { describe, expect, test } from 'vitest';
import { createRng, defaultEngine } from '../../../src/core/index.ts';
import { tf, type Tensor4D } from '../../../src/engine/index.ts';
import {
  adam,
  conv,
  crossEntropy,
  custom,
  decays,
  dense,
  globalPooling,
  lossAndGradient,
  Model,
  modelWith,
  network,
  parameterCount,
  parametersOf,
  summaryOf,
} from '../../../src/nn/index.ts';
import { expectClose, randomNormal } from '../../support/close.ts';

/** x² · scale + shift, without the last row. */
const squares = custom(
  {
    name: 'squares',
    parameters: [
      { name: 'scale', shape: [4], initial: { kind: 'constant', value: 1 }, role: 'weight' },
      { name: 'shift', shape: [1], initial: { kind: 'constant', value: 0.5 }, role: 'bias' },
    ],
    outputShape: ([height = 0, ...others]) => [height - 1, ...others],
  },
  (x, { scale, shift }) => {
    const rows = tf.slice(x, [0, 0, 0, 0], [-1, x.shape[1]! - 1, -1, -1]);
    return tf.add(tf.mul(tf.square(rows), scale!), shift!);
  },
);

const each = network({
  name: 'with-squares',
  outputs: 2,
  body: [['stem', conv({ inChannels: 3, outChannels: 4, kernelSize: 3 })], ['squares', squares]],
  head: [['pool', globalPooling()], ['head', dense({ inFeatures: 4, outFeatures: 2 })]],
}); // prettier-ignore

const imagesOf = (seed: number): Tensor4D => randomNormal([4, 5, 6, 3], [seed, 1]) as Tensor4D;

describe('a network with a custom layer', () => {
  test('names, counts and shapes what the layer learns and returns', () => {
    const { parameters, buffers } = parametersOf(each);
    expect(parameters.map(({ name }) => name)).toEqual(['0.weight', '1.scale', '1.shift', '3.weight', '3.bias']);
    expect(buffers).toEqual([]);
    expect(parameterCount(each)).toBe(3 * 3 * 3 * 4 + 4 + 1 + 4 * 2 + 2);
    expect(summaryOf(each, [5, 6]).map(({ kind, outputShape }) => [kind, ...outputShape])).toEqual([
      ['conv', 5, 6, 4],
      ['custom', 4, 6, 4],
      ['globalPooling', 4],
      ['dense', 2],
    ]);
    using model = new Model(each, createRng(1));
    tf.tidy(() => {
      const shapes = model.activations(imagesOf(1)).map(([, { shape }]) => shape.slice(1));
      expect(shapes).toEqual(summaryOf(each, [5, 6]).map(({ outputShape }) => outputShape));
    });
  }); // prettier-ignore

  test('is rebuilt from its saved weights, after training, with the same outputs', () => {
    using model = new Model(each, createRng(1));
    const initial = model.weights();
    using optimizer = adam()(
      parametersOf(each).parameters.map(({ name, role }) => ({
        name,
        variable: model.variable(name),
        decays: decays(role),
        group: 0,
      })),
    );
    const losses = [0, 1, 2].map(() =>
      tf.tidy(() => {
        const { logits, backward } = model.forward(imagesOf(1));
        const targets = { _tag: 'ClassTargets', classes: Int32Array.of(0, 1, 1, 0) } as const;
        const { loss, gradient } = lossAndGradient(crossEntropy, logits, targets);
        optimizer.apply(backward(gradient), { learningRates: [0.05], momentum: null });
        return loss.dataSync()[0]!;
      }),
    );
    expect(losses[2]).toBeLessThan(losses[0]!);
    const saved = model.weights();
    for (const [name, { data }] of saved) expect([name, data]).not.toEqual([name, initial.get(name)!.data]);
    using same = modelWith(each, saved);
    tf.tidy(() => {
      expectClose(same.infer(imagesOf(2)), model.infer(imagesOf(2)), 0);
    });
  });

  test('serves images of other sizes and other weights, as a graph and op by op', () => {
    using model = new Model(each, createRng(1));
    using other = new Model(each, createRng(2));
    tf.tidy(() => {
      const batches = [imagesOf(1), imagesOf(2), randomNormal([3, 8, 7, 3], [3, 1]) as Tensor4D];
      for (const weights of [model.weights(), other.weights()]) {
        model.load(weights);
        using replayed = model.inference();
        using opByOp = model.inference({ ...defaultEngine, opByOp: true });
        for (const images of batches) expectClose(replayed.infer(images), opByOp.infer(images), 1e-5);
      }
    });
  });

  test('leaks no tensor if its function throws', () => {
    const failing = network({
      name: 'failing',
      outputs: 3,
      body: [
        [
          'failing',
          custom({ name: 'failing' }, (x) => {
            tf.square(x);
            throw new Error('no');
          }),
        ],
      ],
      head: [],
    });
    using model = new Model(failing, createRng(1));
    const images = imagesOf(1);
    const before = tf.memory().numTensors;
    expect(() => model.infer(images)).toThrow('no');
    expect(() => tf.tidy(() => void model.forward(images))).toThrow('no');
    expect(tf.memory().numTensors).toBe(before);
    images.dispose();
  });
});
