import { expect, test } from 'vitest';
import { softmaxCrossEntropy, softmaxCrossEntropyOp, tf, type Tensor2D } from '../../src/engine/index.ts';

const shapes = [
  [1, 1],
  [1, 2],
  [3, 7],
  [13, 5],
] as const;

function inputs([n, c]: readonly [number, number]): { logits: Tensor2D; probabilities: Tensor2D } {
  const wave = Float32Array.from({ length: n * c }, (_, i) => 4 * Math.sin(1 + 3 * i));
  const logits = tf.tensor2d(wave, [n, c]);
  const probabilities = tf.softmax(tf.tensor2d(wave.map(Math.cos), [n, c]));
  return { logits, probabilities };
}

/** The same loss composed of TensorFlow.js ops. */
const composed = (logits: Tensor2D, probabilities: Tensor2D) =>
  tf.neg(tf.sum(tf.mul(probabilities, tf.logSoftmax(logits)), 1));

const close = (values: Iterable<number>): number[] =>
  Array.from(values, (value) => expect.closeTo(value, 5) as number);

test.each(shapes.map((shape) => [shape]))('%j: value and gradient equal the composed form', (shape) => {
  const before = tf.memory().numTensors;
  tf.tidy(() => {
    const { logits, probabilities } = inputs(shape);
    // With weights, the incoming gradient differs per image.
    const weights = tf.range(1, shape[0] + 1);
    const [fused, plain] = [softmaxCrossEntropy, composed].map((loss) =>
      tf.valueAndGrad((z) => tf.sum(tf.mul(loss(z as Tensor2D, probabilities), weights)))(logits),
    ) as [ReturnType<ReturnType<typeof tf.valueAndGrad>>, ReturnType<ReturnType<typeof tf.valueAndGrad>>];
    expect([...softmaxCrossEntropy(logits, probabilities).dataSync()]).toEqual(
      close(composed(logits, probabilities).dataSync()),
    );
    expect([...fused.value.dataSync()]).toEqual(close(plain.value.dataSync()));
    expect([...fused.grad.dataSync()]).toEqual(close(plain.grad.dataSync()));
  });
  expect(tf.memory().numTensors).toBe(before);
});

test('one op returns losses and gradient, owned by the caller', () => {
  const before = tf.memory().numTensors;
  const logits = tf.tensor2d([[0, Math.log(3)]]);
  const probabilities = tf.tensor2d([[1, 0]]);
  const { losses, gradient } = softmaxCrossEntropyOp(logits, probabilities);
  // softmax is 1/4, 3/4.
  expect([...losses.dataSync()]).toEqual(close([Math.log(4)]));
  expect([...gradient.dataSync()]).toEqual(close([-0.75, 0.75]));
  tf.dispose([logits, probabilities, losses, gradient]);
  expect(tf.memory().numTensors).toBe(before);
});

test('the value alone leaks no tensor', () => {
  const { logits, probabilities } = tf.tidy(() => inputs([3, 7]));
  const before = tf.memory().numTensors;
  const losses = softmaxCrossEntropy(logits, probabilities);
  expect(tf.memory().numTensors).toBe(before + 1);
  tf.dispose([logits, probabilities, losses]);
});

test('large logits do not overflow', () => {
  tf.tidy(() => {
    const losses = softmaxCrossEntropy(tf.tensor2d([[1000, -1000]]), tf.tensor2d([[0, 1]]));
    expect([...losses.dataSync()]).toEqual([2000]);
  });
});
