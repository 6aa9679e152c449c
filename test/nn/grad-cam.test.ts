import { expect, test } from 'vitest';
import { createRng } from '../../src/core/index.ts';
import { tf, type Tensor4D } from '../../src/engine/index.ts';
import { gradCam, Model, xresnet, type XResNetOptions } from '../../src/nn/index.ts';
import { expectClose, randomNormal } from '../support/close.ts';

const modelOf = (options: Partial<XResNetOptions> = {}): Model =>
  new Model(
    xresnet({
      name: 'small',
      outputs: 3,
      blocks: [1, 1],
      expansion: 4,
      stem: [4, 4, 64],
      widen: 0.5,
      ...options,
    }),
    createRng(1),
  );

const images = tf.tidy(() => randomNormal([2, 24, 40, 3], [1, 1]) as Tensor4D);

test.each(['resnet', 'se-resnext'] as const)(
  'a %s keeps the logits of evaluation mode; the map is the mean of the channels times the dense kernel',
  (variant) => {
    using model = modelOf({ variant });
    tf.tidy(() => {
      const { logits, maps } = gradCam(model, images, { classes: [2, 0] });
      expectClose(logits, model.infer(images), 1e-5);
      expect(maps.shape).toEqual([2, 3, 5]);
      const kernel = model.variable('9.weight').read();
      // The pooling divides the kernel by the number of positions.
      const weights = tf.div(tf.gather(tf.transpose(kernel), tf.tensor1d([2, 0], 'int32')), 3 * 5);
      const activation = new Map(model.activations(images)).get('stage1')!;
      const sum = tf.sum(tf.mul(activation, tf.reshape(weights, [2, 1, 1, -1])), 3);
      expectClose(maps, tf.maximum(sum, 0), 1e-5);
    });
  },
);

test('dropout is inactive', () => {
  using model = modelOf();
  using dropping = modelOf({ head: { dropout: 0.5 } });
  tf.tidy(() => {
    expectClose(gradCam(dropping, images).maps, gradCam(model, images).maps, 0);
  });
});

test('by default each image has the class with the highest logit', () => {
  using model = modelOf();
  tf.tidy(() => {
    const classes = [...tf.argMax(model.infer(images), 1).dataSync()];
    expectClose(gradCam(model, images).maps, gradCam(model, images, { classes }).maps, 0);
    const others = classes.map((each) => (each + 1) % 3);
    expect([...gradCam(model, images, { classes: others }).maps.dataSync()]).not.toEqual([
      ...gradCam(model, images).maps.dataSync(),
    ]);
  });
});

test('every stage before the pooling can be mapped; nothing else changes and no tensor leaks', () => {
  using model = modelOf({ variant: 'se-resnet' });
  const weights = model.weights();
  const before = tf.memory().numTensors;
  for (const [stage, shape] of [
    ['stem0', [2, 12, 20]],
    ['maxpool', [2, 6, 10]],
    ['stage0', [2, 6, 10]],
    ['stage1', [2, 3, 5]],
  ] as const) {
    const { logits, maps } = gradCam(model, images, { stage });
    expect(maps.shape).toEqual(shape);
    expect(Math.min(...maps.dataSync())).toBeGreaterThanOrEqual(0);
    tf.dispose([logits, maps]);
  }
  expect(tf.memory().numTensors).toBe(before);
  expect(model.weights()).toEqual(weights);
});

test.each([
  ['an unknown stage', { stage: 'stage7' }, 'stem0, stem1, stem2, maxpool, stage0, stage1'],
  ['a stage after the pooling', { stage: 'avgpool' }, 'a stage before the pooling'],
  ['too few classes', { classes: [1] }, '2 class indices below 3'],
  ['an unknown class', { classes: [1, 3] }, '2 class indices below 3'],
])('%s: throws BadOption, and leaks no tensor', (_, options, message) => {
  using model = modelOf();
  const before = tf.memory().numTensors;
  expect(() => gradCam(model, images, options)).toThrow(message);
  expect(tf.memory().numTensors).toBe(before);
});
