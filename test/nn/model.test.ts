import { expect, test } from 'vitest';
import { createRng, MillraceError } from '../../src/core/index.ts';
import { tf, type Tensor4D } from '../../src/engine/index.ts';
import { Model, parametersOf, xresnet } from '../../src/nn/index.ts';
import { expectClose, randomNormal } from '../support/close.ts';

const network = (variant: 'resnet' | 'se-resnext' = 'resnet') =>
  xresnet({ name: 'small', outputs: 3, blocks: [1, 1], expansion: 4, stem: [4, 4, 64], widen: 0.5, variant });

test('the initial weights depend on the seed', () => {
  using a = new Model(network(), createRng(1));
  using b = new Model(network(), createRng(1));
  using c = new Model(network(), createRng(2));
  const first = (model: Model) => model.weights().get('0.0.weight')?.data;
  expect(first(a)).toEqual(first(b));
  expect(first(a)).not.toEqual(first(c));
});

test.each(['resnet', 'se-resnext'] as const)(
  'passes of a %s leak no tensor, even if abandoned',
  (variant) => {
    const start = tf.memory().numTensors;
    const images = randomNormal([2, 16, 16, 3], [1, 1]) as Tensor4D;
    {
      using model = new Model(network(variant), createRng(1));
      const before = tf.memory().numTensors;
      tf.tidy(() => {
        const { logits, backward } = model.forward(images);
        const gradients = backward(tf.onesLike(logits));
        expect(gradients.every((gradient) => gradient !== null)).toBe(true);
      });
      expect(tf.memory().numTensors).toBe(before);
      tf.tidy(() => {
        model.forward(images);
      });
      expect(tf.memory().numTensors).toBe(before);
      model.infer(images).dispose();
      expect(tf.memory().numTensors).toBe(before);
    }
    images.dispose();
    expect(tf.memory().numTensors).toBe(start);
  },
);

test('gradients of squeeze-excite and grouped convolutions equal finite differences', () => {
  using model = new Model(network('se-resnext'), createRng(3));
  const images = randomNormal([4, 16, 16, 3], [1, 1]) as Tensor4D;
  const name = '4.0.convpath.3.layers.2.0.bias';
  const loss = (): number =>
    tf.tidy(() => tf.sum(tf.square(model.forward(images).logits)).dataSync<'float32'>()[0]!);
  // The last gamma of a block starts at 0, which would zero the gradients before it.
  const gamma = model.variable('4.0.convpath.2.1.weight');
  tf.tidy(() => {
    gamma.assign(tf.ones([...gamma.shape]));
  });
  const gradient = tf.tidy(() => {
    const { logits, backward } = model.forward(images);
    const position = [...model.parameters.keys()].indexOf(name);
    return backward(tf.mul(logits, 2))[position]!.dataSync<'float32'>()[5]!;
  });
  const variable = model.variable(name);
  const nudge = (by: number): number =>
    tf.tidy(() => {
      variable.subtract(
        tf
          .oneHot(tf.tensor1d([5], 'int32'), variable.shape[0]!)
          .reshape([-1])
          .mul(-by),
      );
      return loss();
    });
  const above = nudge(0.05);
  const below = nudge(-0.1);
  expect(gradient / ((above - below) / 0.1)).toBeCloseTo(1, 1);
  images.dispose();
});

test.each(['resnet', 'se-resnext'] as const)(
  'a pass of a %s with running statistics equals evaluation mode, also in its gradients, and changes no statistic',
  (variant) => {
    using model = new Model(network(variant), createRng(3));
    const images = randomNormal([2, 16, 16, 3], [1, 1]) as Tensor4D;
    for (const { name } of parametersOf(network(variant)).parameters.filter(
      ({ role }) => role === 'batch-norm',
    ))
      tf.tidy(() => {
        const variable = model.variable(name);
        variable.assign(randomNormal(variable.shape, [4, 5]));
      });
    const loss = (): number => tf.tidy(() => tf.sum(tf.square(model.infer(images))).dataSync()[0]!);
    const names = ['0.0.weight', '5.0.convpath.1.1.weight', '5.0.convpath.0.1.bias'];
    const before = model.weights();
    const gradients = tf.tidy(() => {
      const { logits, backward, updateBuffers } = model.forward(images, { statistics: 'running' });
      updateBuffers();
      expectClose(logits, model.infer(images));
      const all = backward(tf.mul(logits, 2));
      const order = [...model.parameters.keys()];
      return names.map((name) => all[order.indexOf(name)]!.dataSync<'float32'>());
    });
    expect(model.weights()).toEqual(before);
    names.forEach((name, i) => {
      const variable = model.variable(name);
      const direction = gradients[i]!;
      const norm = Math.hypot(...direction);
      // Along its own direction, the gradient is as steep as it is long.
      const lossAt = (distance: number): number => {
        tf.tidy(() => {
          variable.subtract(
            tf.tensor(
              direction.map((value) => (-distance * value) / norm),
              [...variable.shape],
            ),
          );
        });
        return loss();
      };
      const above = lossAt(0.005);
      const below = lossAt(-0.01);
      lossAt(0.005);
      expect(norm).toBeGreaterThan(0.01);
      expect((above - below) / 0.01 / norm).toBeCloseTo(1, 1);
    });
    images.dispose();
  },
);

test('loads saved weights; throws BadData with the first names that do not match', () => {
  using a = new Model(network(), createRng(1));
  using b = new Model(network(), createRng(2));
  b.load(a.weights());
  expect(b.weights()).toEqual(a.weights());
  const wrong = new Map([...a.weights()].slice(1));
  expect(() => {
    b.load(wrong);
  }).toThrow(MillraceError);
  expect(() => {
    b.load(wrong);
  }).toThrow('1 missing: 0.0.weight');
  expect(() => b.variable('no.weight')).toThrow('expected the name of a parameter or buffer of small');
});

test('a copy has the same weights, and changes on its own', () => {
  const before = tf.memory().numTensors;
  {
    using model = new Model(network(), createRng(1));
    using copy = model.copy();
    expect(copy.weights()).toEqual(model.weights());
    using other = new Model(network(), createRng(2));
    copy.load(other.weights());
    expect(copy.weights()).not.toEqual(model.weights());
    using again = new Model(network(), createRng(1));
    expect(model.weights()).toEqual(again.weights());
  }
  expect(tf.memory().numTensors).toBe(before);
});
