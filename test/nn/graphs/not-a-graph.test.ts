import { describe, expect, test } from 'vitest';
import { createRng } from '../../../src/core/index.ts';
import { tf, type Tensor, type Tensor4D } from '../../../src/engine/index.ts';
import { custom, Model, type CustomSpec, type Network } from '../../../src/nn/index.ts';

const ownNetwork = (layer: Partial<CustomSpec>): Network => ({
  name: 'own',
  outputs: 3,
  stages: [
    { name: 'own', path: [], spec: { ...custom({ name: 'own' }, (x) => x), ...layer }, isHead: false },
  ],
});

describe('a layer that cannot be a graph', () => {
  const scaled =
    (by: (x: Tensor) => Tensor): CustomSpec['train'] =>
    (x) => [tf.mul(x, by(x)), (dy) => dy];
  /** Makes a tensor of 2 for the first two calls, then of 7. */
  const changing = (make: (value: number) => Tensor): (() => Tensor) => {
    let calls = 0;
    return () => make(calls++ < 2 ? 2 : 7);
  };

  test.each<[string, () => CustomSpec['train'], number, number]>([
    ['reads a value', () => scaled((x) => tf.scalar(x.dataSync()[0]! + 2)), 3, 15],
    ['returns its input', () => (x) => [x, (dy) => dy], 1, 3],
    [
      'runs an op that a graph rejects',
      () => scaled((x) => tf.reshape(tf.expandDims(tf.sum(x, 1), 1), [1, 1])),
      3,
      27,
    ],
    [
      'uses a negative axis',
      () => (x) => [tf.mul(x, tf.oneHot(tf.tensor1d([0], 'int32'), 3)), (dy) => dy],
      1,
      3,
    ],
  ])('it %s: the results are still correct', (_, train, ofOne, ofThree) => {
    using model = new Model(ownNetwork({ train: train() }), createRng(1));
    tf.tidy(() => {
      const pass = (value: number): number =>
        model.forward(tf.fill([1, 3], value)).logits.dataSync<'float32'>()[0]!;
      expect([pass(1), pass(3)]).toEqual([ofOne, ofThree]);
    });
  });

  test.each<[string, (value: number) => Tensor]>([
    ['made by an op', (value) => tf.add(tf.fill([1], value), 0)],
    ['of numbers', (value) => tf.tensor1d([value])],
  ])('it captures a tensor %s and later another one', (_, make) => {
    tf.tidy(() => {
      const tensors = [2, 7].map(make) as [Tensor, Tensor];
      const current = changing((value) => tensors[value === 2 ? 0 : 1]);
      using model = new Model(ownNetwork({ train: scaled(current) }), createRng(1));
      const passes = Array.from({ length: 4 }, () => {
        const { logits } = model.forward(tf.ones([1, 3]));
        return logits.dataSync<'float32'>()[0]!;
      });
      // Tracing, in the first pass, is also a call.
      expect(passes).toEqual([2, 7, 7, 7]);
    });
  });

  test('it adds a gradient of its forward half, or updates a buffer in its pullback', () => {
    const weight = {
      name: 'w',
      shape: [1],
      initial: { kind: 'constant', value: 1 },
      role: 'weight',
    } as const;
    const buffer = { name: 's', shape: [1], initial: { kind: 'constant', value: 0 } } as const;
    const early = ownNetwork({
      parameters: [weight],
      train: (x, pass) => {
        const sum = tf.sum(x, 1);
        return [
          tf.mul(x, 1),
          (dy) => {
            pass.addGradient('w', sum);
            return dy;
          },
        ];
      },
    });
    const late = ownNetwork({
      parameters: [weight],
      buffers: [buffer],
      train: (x, pass) => [
        tf.mul(x, 1),
        (dy) => {
          pass.updateBuffer('s', tf.sum(dy, 1));
          pass.addGradient('w', tf.sum(dy, 1));
          return dy;
        },
      ],
    });
    for (const network of [early, late]) {
      using model = new Model(network, createRng(1));
      tf.tidy(() => {
        for (const value of [1, 4]) {
          const { logits, backward } = model.forward(tf.fill([1, 3], value));
          const [gradient] = backward(tf.fill([1, 3], value) as never);
          expect(logits.dataSync()[0]).toBe(value);
          expect(gradient?.dataSync()[0]).toBe(3 * value);
        }
      });
    }
  });

  test('it throws: no tensor leaks, and the next pass succeeds', () => {
    let fails = true;
    const network = ownNetwork({
      train: (x) => {
        const y = tf.mul(x, 2);
        if (fails) throw new Error('not now');
        return [y, (dy) => dy];
      },
    });
    using model = new Model(network, createRng(1));
    const images = tf.ones([1, 3]) as unknown as Tensor4D;
    const before = tf.memory().numTensors;
    const pass = (): readonly number[] => tf.tidy(() => [...model.forward(images).logits.dataSync()]);
    expect(pass).toThrow('not now');
    expect(tf.memory().numTensors).toBe(before);
    fails = false;
    expect(pass()).toEqual([2, 2, 2]);
    expect(pass()).toEqual([2, 2, 2]);
    images.dispose();
  });
});
