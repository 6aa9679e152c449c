import { expect, test } from 'vitest';
import { tf } from '../../../src/engine/index.ts';
import { globalPooling } from '../../../src/nn/index.ts';
import { globalPooling as passesOf } from '../../../src/nn/layers/global-pooling.ts';
import { trainingPassOf } from '../../support/training-pass-of.ts';

/** Two images of two rows, three columns and one channel; the second has equal maxima. */
const images = [
  [1, 5, 2, 0, -1, -7],
  [3, 4, -2, 4, 4, -1],
];

test.each([
  ['average', [[0], [2]], [[60, 60, 60, 60, 60, 60], [6, 6, 6, 6, 6, 6]]],
  ['max', [[5], [4]], [[0, 360, 0, 0, 0, 0], [0, 36, 0, 0, 0, 0]]],
  ['concat', [[5, 0], [4, 2]], [[6, 366, 6, 6, 6, 6], [6, 42, 6, 6, 6, 6]]],
] as const)('pools by %s; of equal maxima, the first receives the gradient', (of, expected, gradient) => {
  const start = tf.memory().numTensors;
  tf.tidy(() => {
    const x = tf.tensor4d(images.flat(), [2, 2, 3, 1]);
    const passes = passesOf(globalPooling(of));
    const [y, pullback] = passes.train(x.clone(), trainingPassOf());
    expect(y.arraySync()).toEqual(expected);
    const given = of === 'concat' ? [[360, 36], [36, 36]] : [[360], [36]];
    const dx = pullback(tf.tensor2d(given), true);
    expect(dx?.shape).toEqual(x.shape);
    expect([...dx!.dataSync()]).toEqual(gradient.flat());
    const [, other] = passes.train(x.clone(), trainingPassOf());
    expect(other(tf.tensor2d(given), false)).toBeNull();
  });
  expect(tf.memory().numTensors).toBe(start);
}); // prettier-ignore
