import { describe, expect, test } from 'vitest';
import { ownBatchNorm, tensorFlowBatchNorm } from '../../src/engine/batch-norm.ts';
import { batchNormRunning, batchNormRunningGradient, tf, type Tensor } from '../../src/engine/index.ts';
import { attr, rawOp, type OpAttribute } from '../../src/engine/raw-op.ts';
import { batchNormByRunning } from '../support/batch-norm.ts';
import { composedGradients, expectClose, randomNormal } from '../support/close.ts';

describe.each([
  ['our own ops', ownBatchNorm],
  ["TensorFlow's ops", tensorFlowBatchNorm],
])('batch norm in training by %s', (_, ops) => {
  // The last ones have several blocks of rows, and channels in groups and without.
  const shapes = [
    [2, 5, 7, 3],
    [4, 1, 1, 2],
    [3, 30, 30, 43],
    [2, 3, 3, 1040],
  ] as const;
  test.each(shapes.flatMap((shape) => [false, true].map((activates) => [...shape, activates] as const)))(
    'equals moments and arithmetic: [%i, %i, %i, %i], ReLU: %s; no tensor leaks',
    (n, height, width, channels, activates) => {
      tf.tidy(() => {
        const shape = [n, height, width, channels];
        const x = randomNormal(shape, [1, 1]);
        const gamma = randomNormal([channels], [2, 2]);
        const beta = randomNormal([channels], [3, 3]);
        const [mean, variance] = [tf.fill([channels], 0.5), tf.fill([channels], 2)];
        const options = { epsilon: 1e-5, momentum: 0.1, activates };
        const composed = (a: Tensor, g: Tensor, b: Tensor): Tensor => {
          const moments = tf.moments(a, [0, 1, 2]);
          const deviation = tf.sqrt(tf.add(moments.variance, options.epsilon));
          const y = tf.add(tf.mul(tf.div(tf.sub(a, moments.mean), deviation), g), b);
          return activates ? tf.relu(y) : y;
        };
        const before = tf.memory().numTensors;
        const inputs = { gamma, beta, mean, variance };
        const fused = ops.training(x, inputs, options);
        const dy = randomNormal(shape, [4, 4]);
        const gradients = ops.gradient(dy, x, inputs, fused.reserve, options);
        expect(tf.memory().numTensors).toBe(before + 3 + fused.reserve.length + 1 + gradients.length);
        expectClose(fused.y, composed(x, gamma, beta));
        // 0.9 of the old value, 0.1 of the batch's; the variance is unbiased.
        const moments = tf.moments(x, [0, 1, 2]);
        const count = n * height * width;
        expectClose(fused.mean, tf.add(0.9 * 0.5, tf.mul(0.1, moments.mean)));
        expectClose(fused.variance, tf.add(0.9 * 2, tf.mul((0.1 * count) / (count - 1), moments.variance)));
        composedGradients(composed, [x, gamma, beta], dy).forEach((expected, i) => {
          expectClose(gradients[i] as Tensor, expected, 1e-3);
        });
      });
    },
  );
});

test('our own batch norm gives the same bits on any number of threads, keeps NaN, and refuses other shapes', () => {
  tf.tidy(() => {
    const x = randomNormal([4, 40, 40, 24], [1, 1]);
    const vectors = [2, 3, 4, 5].map((seed) => tf.abs(randomNormal([24], [seed, seed])));
    const attributes = (threads: number): OpAttribute[] => [
      attr.type('T', 'float32'),
      attr.float('epsilon', 1e-5),
      attr.float('momentum', 0.1),
      attr.bool('relu', true),
      attr.int('threads', threads),
    ];
    const norm = (input: Tensor, threads: number): readonly Tensor[] =>
      rawOp('MillraceBatchNorm', attributes(threads), [input, ...vectors], 5);
    const alone = norm(x, 1);
    const gradients = (threads: number): readonly Tensor[] =>
      rawOp(
        'MillraceBatchNormGrad',
        attributes(threads),
        [x, x, ...vectors.slice(0, 2), ...alone.slice(3)],
        3,
      );
    const values = (tensors: readonly Tensor[]): unknown => tensors.map((tensor) => tensor.dataSync());
    for (const threads of [2, 5, 300]) {
      expect(values(norm(x, threads))).toEqual(values(alone));
      expect(values(gradients(threads))).toEqual(values(gradients(1)));
    }
    const infected = tf.tensor([NaN, 1, 2, 3], [4, 1, 1, 1]);
    vectors.splice(0, 4, ...[1, 1, 1, 1].map((value) => tf.tensor1d([value])));
    expect(norm(infected, 2)[0]?.dataSync()).toEqual(Float32Array.of(NaN, NaN, NaN, NaN));
    expect(() => norm(x, 1)).toThrow('expected x [..., C], and the other inputs [C]');
  });
});

test('batch norm by running statistics and its gradients equal the composed form; no tensor leaks', () => {
  tf.tidy(() => {
    const [x, dy] = [randomNormal([2, 5, 7, 3], [1, 1]), randomNormal([2, 5, 7, 3], [4, 4])];
    const [gamma, beta] = [randomNormal([3], [2, 2]), randomNormal([3], [3, 3])];
    const [mean, variance] = [tf.tensor1d([0.5, -1, 2]), tf.tensor1d([2, 0.1, 1])];
    const composed = (a: Tensor, g: Tensor, b: Tensor): Tensor =>
      batchNormByRunning(a, { gamma: g, beta: b, mean, variance }, 1e-5);
    const before = tf.memory().numTensors;
    const y = batchNormRunning(x, { gamma, beta, mean, variance }, 1e-5);
    const gradients = batchNormRunningGradient(dy, x, { gamma, mean, variance }, 1e-5);
    expect(tf.memory().numTensors).toBe(before + 1 + gradients.length);
    expectClose(y, composed(x, gamma, beta));
    composedGradients(composed, [x, gamma, beta], dy).forEach((expected, i) => {
      expectClose(gradients[i] as Tensor, expected);
    });
  });
});
