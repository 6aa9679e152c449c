import { expect, test } from 'vitest';
import { createRng } from '../../../src/core/index.ts';
import { tf, type Tensor4D } from '../../../src/engine/index.ts';
import {
  batchNorm,
  conv,
  convLayer,
  dense,
  globalPooling,
  Model,
  network,
  type ForwardOptions,
  type LayerSpec,
} from '../../../src/nn/index.ts';
import { expectClose, randomNormal } from '../../support/close.ts';

test.each<readonly [string, readonly LayerSpec[]]>([
  ['of images', [batchNorm(4), globalPooling()]],
  ['of features', [globalPooling(), batchNorm(4)]],
  ['after a convolution', [convLayer({ inChannels: 4, outChannels: 4, kernelSize: 3 }), globalPooling()]],
])('batch norm %s with frozen parameters normalizes by its running statistics, which stay', (_, layers) => {
  const each = network({
    name: 'normalized',
    outputs: 3,
    body: [['before', conv({ inChannels: 3, outChannels: 4, kernelSize: 3 })]],
    head: [
      ...layers.map((spec, i) => [`layer${i}`, spec] as const),
      ['head', dense({ inFeatures: 4, outFeatures: 3 })],
    ],
  });
  using model = new Model(each, createRng(1));
  const before = model.weights();
  tf.tidy(() => {
    const images = randomNormal([3, 7, 6, 3], [3, 5]) as Tensor4D;
    const passOf = (options: ForwardOptions) => {
      const { logits, backward, updateBuffers } = model.forward(images, options);
      const gradient = backward(logits.clone())[0]!;
      updateBuffers();
      return { logits, gradient };
    };
    const frozen = new Set([...model.parameters.keys()].filter((name) => name !== '0.weight'));
    const [fixed, running] = [passOf({ frozen }), passOf({ statistics: 'running' })];
    expectClose(fixed.logits, running.logits, 1e-5);
    expectClose(fixed.gradient, running.gradient, 1e-4);
  });
  expect(model.weights()).toEqual(before);
});
