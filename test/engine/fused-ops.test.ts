import { describe, expect, test } from 'vitest';
import {
  averagePool,
  averagePoolGradient,
  conv2d,
  conv2dInputGradient,
  conv2dKernelGradient,
  fromBytes,
  maxPool,
  maxPoolGradient,
  maxPoolTraining,
  relu,
  reluGradient,
  tf,
  type Tensor,
  type Tensor4D,
} from '../../src/engine/index.ts';
import { composedGradients, expectClose, randomNormal } from '../support/close.ts';

const padZeros = (x: Tensor, padding: number): Tensor4D =>
  tf.pad(x as Tensor4D, [[0, 0], [padding, padding], [padding, padding], [0, 0]]); // prettier-ignore

test.each([
  { n: 2, height: 9, width: 7, stride: 1, size: 3, padding: 1 },
  { n: 1, height: 9, width: 8, stride: 2, size: 3, padding: 1 },
  { n: 3, height: 5, width: 6, stride: 2, size: 1, padding: 0 },
  { n: 2, height: 1, width: 2, stride: 1, size: 3, padding: 1 },
  { n: 3, height: 3, width: 4, stride: 2, size: 3, padding: 1 },
  { n: 3, height: 2, width: 2, stride: 1, size: 1, padding: 0 },
  { n: 2, height: 5, width: 4, stride: 1, size: 3, padding: 1, groups: 3 },
  { n: 2, height: 5, width: 4, stride: 2, size: 3, padding: 1, groups: 3 },
])(
  'convolution and its gradients equal the composed form: %o',
  ({ n, height, width, stride, size, padding }) => {
    tf.tidy(() => {
      const x = randomNormal([n, height, width, 3], [1, 2]);
      const kernel = randomNormal([size, size, 3, 5], [3, 4]);
      const composed = (a: Tensor, k: Tensor): Tensor =>
        tf.conv2d(padZeros(a, padding), k as Tensor4D, stride, 'valid');
      const y = conv2d(x, kernel, { stride, padding });
      expectClose(y, composed(x, kernel));
      const dy = randomNormal(y.shape, [5, 6]);
      const [dx, dKernel] = composedGradients(composed, [x, kernel], dy);
      expectClose(conv2dInputGradient(dy, kernel, x.shape, { stride, padding }), dx as Tensor);
      expectClose(conv2dKernelGradient(x, dy, kernel.shape, { stride, padding }), dKernel as Tensor);
    });
  },
);

test('the gradient of ReLU passes only where the output is positive, not at 0', () => {
  tf.tidy(() => {
    const x = tf.tensor1d([-1, 0, 2]);
    const y = relu(x);
    expect([...y.dataSync()]).toEqual([0, 0, 2]);
    expect([...reluGradient(tf.tensor1d([5, 6, 7]), y).dataSync()]).toEqual([0, 0, 7]);
  });
});

test('the padding of max pooling is never the maximum', () => {
  tf.tidy(() => {
    const x = tf.tensor4d([-1, -2, -3, -4, -5, -6, -7, -8, -9], [1, 3, 3, 1]);
    const pool = { size: 3, stride: 2, padding: 1 };
    const dy = tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);
    expect(maxPool(x, pool).dataSync()).toEqual(Float32Array.of(-1, -2, -4, -5));
    const { y, reserve } = maxPoolTraining(x, pool);
    expect(y.dataSync()).toEqual(Float32Array.of(-1, -2, -4, -5));
    expect(maxPoolGradient(dy, x.shape, pool, reserve).dataSync()).toEqual(
      Float32Array.of(1, 2, 0, 3, 4, 0, 0, 0, 0),
    );
  });
});

describe.each([true, false])('positions saved: %s', (savesPositions) => {
  test.each([
    { n: 2, height: 9, width: 7, channels: 3, size: 3, stride: 2, padding: 1 },
    { n: 1, height: 8, width: 8, channels: 16, size: 3, stride: 2, padding: 1 },
    { n: 3, height: 5, width: 4, channels: 2, size: 2, stride: 2, padding: 0 },
    { n: 2, height: 4, width: 5, channels: 1, size: 3, stride: 1, padding: 1 },
  ])(
    'max pooling in training and its gradient equal the composed form: %o',
    ({ n, height, width, channels, ...pool }) => {
      tf.tidy(() => {
        // Few distinct values: most windows have several maxima.
        const x = tf.round(randomNormal([n, height, width, channels], [1, 2]));
        const border: [number, number] = [pool.padding, pool.padding];
        const composed = (a: Tensor): Tensor =>
          tf.maxPool(
            tf.pad(a as Tensor4D, [[0, 0], border, border, [0, 0]], -1e9),
            pool.size,
            pool.stride,
            'valid',
          );
        const start = tf.memory().numTensors;
        const { y, reserve } = maxPoolTraining(x, pool, savesPositions);
        expect(tf.memory().numTensors).toBe(start + 1 + reserve.length);
        expectClose(y, composed(x), 0);
        const dy = randomNormal(y.shape, [3, 4]);
        const [expected] = composedGradients(composed, [x], dy);
        const before = tf.memory().numTensors;
        expectClose(maxPoolGradient(dy, x.shape, pool, reserve, savesPositions), expected as Tensor, 1e-6);
        expect(tf.memory().numTensors).toBe(before + 1);
      });
    },
  );
});

test('average pooling divides a partial window by the number of its pixels', () => {
  tf.tidy(() => {
    const x = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 3, 3, 1]);
    const pool = { size: 2, stride: 2 };
    expect(averagePool(x, pool).dataSync()).toEqual(Float32Array.of(3, 4.5, 7.5, 9));
    expect(averagePoolGradient(tf.tensor4d([4, 2, 2, 1], [1, 2, 2, 1]), x.shape, pool).dataSync()).toEqual(
      Float32Array.of(1, 1, 1, 1, 1, 1, 1, 1, 1),
    );
  });
});

test('fromBytes gives the same floats as a normal upload and leaks no tensor', () => {
  const bytes = Uint8Array.from({ length: 30 }, (_, i) => (i * 37) % 256);
  const before = tf.memory().numTensors;
  const uploaded = fromBytes(bytes, [2, 5, 3]);
  expect(tf.memory().numTensors).toBe(before + 1);
  expect(uploaded.dtype).toBe('float32');
  expect([...uploaded.dataSync()]).toEqual([...bytes]);
  uploaded.dispose();
});
