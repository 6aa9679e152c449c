import { describe, expect, test } from 'vitest';
import { createRng, defaultEngine } from '../../../src/core/index.ts';
import { KernelTimes, tf, type Tensor, type Tensor4D } from '../../../src/engine/index.ts';
import { Model, parametersOf, xresnet, type InferenceValues } from '../../../src/nn/index.ts';
import { InferenceGraph } from '../../../src/nn/graphs/inference-graph.ts';
import { expectClose, randomNormal } from '../../support/close.ts';

const small = { outputs: 3, blocks: [1, 1], widen: 0.5, stem: [4, 4, 64] as const };

const networks = [
  xresnet({ ...small, name: 'basic', expansion: 1 }),
  xresnet({ ...small, name: 'bottleneck', expansion: 4 }),
  xresnet({ ...small, name: 'se-resnext', expansion: 4, variant: 'se-resnext' }),
];

const images = (seed: number, count = 2): Tensor4D => randomNormal([count, 16, 20, 3], [seed, 7]) as Tensor4D;

/** Returns the model's values, with a cache for `once`; freed by the enclosing tidy. */
function valuesOf(model: Model): InferenceValues {
  const cache = new Map<string, readonly Tensor[]>();
  const { parameters, buffers } = parametersOf(model.network);
  const read = new Map([...parameters, ...buffers].map(({ name }) => [name, model.variable(name).read()]));
  return {
    value: (name) => read.get(name)!,
    once: (name, make) => {
      const tensors = (cache.get(name) ?? make()) as ReturnType<typeof make>;
      cache.set(name, tensors);
      return tensors;
    },
  };
}

test.each(networks)(
  '$name: the graph equals the separate ops for other images and other weights',
  (network) => {
    using model = new Model(network, createRng(1));
    using other = new Model(network, createRng(2));
    tf.tidy(() => {
      const [values, others] = [valuesOf(model), valuesOf(other)];
      const [first, second] = [images(1), images(2)];
      const { layer } = model.compiled;
      layer.infer(first.clone(), values);
      const expected = layer.infer(second.clone(), others);
      const before = tf.memory().numTensors;
      using graph = InferenceGraph.trace(layer, { images: first, values }, 'float32')!;
      expect(tf.memory().numTensors).toBe(before);
      const logits = graph.infer({ images: second, values: others });
      expect(tf.memory().numTensors).toBe(before + 1);
      expectClose(logits, expected, 1e-5);
    });
  },
);

describe('a model that infers several batches', () => {
  test('equals single batches for several shapes, before and after its weights change', () => {
    using model = new Model(networks[1]!, createRng(1));
    using other = new Model(networks[1]!, createRng(2));
    const start = tf.memory().numTensors;
    const batches = [images(1), images(2), images(3), images(4, 1)];
    const expectEqualToSingleBatches = (): void => {
      using inference = model.inference();
      for (const batch of batches) {
        const [logits, alone] = [inference.infer(batch), model.infer(batch)];
        expectClose(logits, alone, 1e-5);
        tf.dispose([logits, alone]);
      }
    };
    expectEqualToSingleBatches();
    model.load(other.weights());
    expectEqualToSingleBatches();
    tf.dispose(batches);
    expect(tf.memory().numTensors).toBe(start);
  });

  test('runs op by op if the engine says so', () => {
    using model = new Model(networks[0]!, createRng(1));
    const batch = images(1);
    using inference = model.inference({ ...defaultEngine, opByOp: true });
    const calls = [1, 2, 3].map(() => {
      using times = new KernelTimes(() => 0);
      inference.infer(batch).dispose();
      return times.take().find(({ kernel }) => kernel === '_FusedConv2D')?.calls;
    });
    expect(calls[1]).toBeGreaterThan(5);
    expect(calls[2]).toBe(calls[1]);
    batch.dispose();
  });
});
