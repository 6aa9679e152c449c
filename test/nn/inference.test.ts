import { expect, test } from 'vitest';
import { createRng } from '../../src/core/index.ts';
import { KernelTimes, tf, type Tensor4D } from '../../src/engine/index.ts';
import { architectures, Model, xresnet } from '../../src/nn/index.ts';
import { expectClose, randomNormal } from '../support/close.ts';

const networks = [
  xresnet({ name: 'basic', outputs: 3, blocks: [1, 1], expansion: 1, widen: 0.125, stem: [4, 4, 8] }),
  xresnet({ name: 'bottleneck', outputs: 3, blocks: [2, 1], expansion: 4, widen: 0.125, stem: [4, 4, 8] }),
  xresnet({
    name: 'excited', outputs: 3, blocks: [1], expansion: 4, widen: 0.125, stem: [4, 4, 8], variant: 'se-resnet',
  }), // prettier-ignore
];

test.each(networks)(
  '$name: several batches equal single ones; weights are read and folded once, and freed',
  (network) => {
    using model = new Model(network, createRng(1));
    const batches = [1, 2].map((seed) => randomNormal([2, 16, 16, 3], [seed, 7]) as Tensor4D);
    const single = batches.map((batch) => model.infer(batch));
    const before = tf.memory().numTensors;
    {
      using inference = model.inference();
      using times = new KernelTimes(() => 0);
      const reads = batches.map((batch, i) => {
        const logits = inference.infer(batch);
        expectClose(logits, single[i]!, 1e-5);
        logits.dispose();
        return times.take().find(({ kernel }) => kernel === 'ReadVariableOp')?.calls ?? 0;
      });
      expect(reads[0]).toBeGreaterThan(0);
      expect(reads[1]).toBe(0);
    }
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose([...batches, ...single]);
  },
);

test.each(['xresnet18', 'xresnet50', 'xse_resnext18'])(
  '%s: with anyBatchSize, one graph serves batches of every size, with the same bits',
  (name) => {
    using model = new Model(architectures[name]!({ outputs: 3 }), createRng(1));
    const batches = [2, 1, 3].map((n) => randomNormal([n, 32, 48, 3], [n, 7]) as Tensor4D);
    const single = batches.map((batch) => model.infer(batch));
    using inference = model.inference(undefined, { anyBatchSize: true });
    for (const round of [0, 1])
      batches.forEach((batch, i) => {
        const logits = inference.infer(batch);
        expect([round, i, logits.dataSync()]).toEqual([round, i, single[i]!.dataSync()]);
        logits.dispose();
      });
    tf.dispose([...batches, ...single]);
  },
);

test('the last activation is the output of the network', () => {
  using model = new Model(networks[1]!, createRng(1));
  tf.tidy(() => {
    const images = randomNormal([2, 16, 16, 3], [3, 7]) as Tensor4D;
    const [, last] = model.activations(images).at(-1)!;
    expectClose(last, model.infer(images), 1e-5);
  });
});

test('an invalid batch leaks no tensor', () => {
  using model = new Model(networks[0]!, createRng(1));
  const images = tf.ones([2, 16, 16, 5]).as4D(2, 16, 16, 5);
  const before = tf.memory().numTensors;
  expect(() => model.infer(images)).toThrow();
  expect(tf.memory().numTensors).toBe(before);
  {
    using inference = model.inference();
    // The second batch throws the same error.
    for (let i = 0; i < 2; i++) expect(() => inference.infer(images)).toThrow(/depth/i);
  }
  expect(tf.memory().numTensors).toBe(before);
  images.dispose();
});
