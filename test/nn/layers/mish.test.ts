import { expect, test } from 'vitest';
import { createRng } from '../../../src/core/index.ts';
import { tf, type Tensor, type Tensor4D } from '../../../src/engine/index.ts';
import { Model, xresnet, type LayerSpec } from '../../../src/nn/index.ts';
import { activation as passesOf } from '../../../src/nn/layers/activation.ts';
import { randomNormal } from '../../support/close.ts';
import { referenceOf } from '../../support/reference-network.ts';
import { trainingPassOf } from '../../support/training-pass-of.ts';

/** PyTorch's values of Mish, and of its gradient. */
const KNOWN = [
  [-20, -4.1223073e-8, -3.9161918e-8],
  [-1, -0.3034015, 0.0592164],
  [0, 0, 0.6],
  [1, 0.8650984, 1.0490363],
  [2, 1.943959, 1.0693179],
  [100, 100, 1],
] as const;

test('mish and its gradient have the known values, also far from 0', () => {
  tf.tidy(() => {
    const [y, pullback] = passesOf('mish').train(tf.tensor1d(KNOWN.map(([x]) => x)), trainingPassOf());
    const dx = pullback(tf.onesLike(y), true)!;
    const [values, gradients] = [y.dataSync(), dx.dataSync()];
    KNOWN.forEach(([, value, gradient], i) => {
      expect(Math.abs(values[i]! - value)).toBeLessThanOrEqual(1e-6 * Math.max(1e-2, Math.abs(value)));
      expect(Math.abs(gradients[i]! - gradient)).toBeLessThanOrEqual(1e-6);
    });
  });
});

const tiny = { name: 'tiny', outputs: 3, blocks: [1, 1], expansion: 4, widen: 1 / 16 } as const;

test('an xresnet with Mish has no other activation, except in its head', () => {
  const network = xresnet({ ...tiny, activation: 'mish', variant: 'se-resnet', head: { kind: 'fastai' } });
  const names = (spec: LayerSpec): readonly string[] =>
    spec.kind === 'residual'
      ? [spec.activation, ...names(spec.path), ...names(spec.shortcut)]
      : spec.kind === 'sequential'
        ? spec.layers.flatMap(names)
        : spec.kind === 'activation'
          ? [spec.name]
          : spec.kind === 'squeezeExcite'
            ? [spec.activation]
            : [];
  const ofStages = (isHead: boolean) =>
    new Set(network.stages.filter((stage) => stage.isHead === isHead).flatMap(({ spec }) => names(spec)));
  expect([ofStages(false), ofStages(true)]).toEqual([new Set(['mish']), new Set(['relu'])]);
});

test('an xresnet with Mish infers and trains what a reference does', () => {
  const network = xresnet({ ...tiny, activation: 'mish', stem: [4, 4, 8] });
  using model = new Model(network, createRng(1));
  tf.tidy(() => {
    for (const [name, variable] of model.parameters)
      if (name.endsWith('.1.weight')) variable.assign(tf.add(tf.mul(randomNormal(variable.shape, [1, 2]), 0.1), 1));
    const weights = new Map<string, Tensor>(
      [...model.parameters, ...model.buffers].map(([name, variable]) => [name, variable.read()]),
    );
    const images = randomNormal([2, 33, 30, 3], [1, 1]) as Tensor4D;
    for (const isTraining of [false, true]) {
      const expected = referenceOf(network, images, { weights, isTraining }).dataSync();
      const actual = (isTraining ? model.forward(images).logits : model.infer(images)).dataSync();
      expected.forEach((value, i) => {
        expect(actual[i]).toBeCloseTo(value, 3);
      });
    }
  });
}); // prettier-ignore
