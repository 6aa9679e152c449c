import { describe, expect, test } from 'vitest';
import {
  MillraceError,
  type ClassTargets,
  type MixedTargets,
  type Targets,
} from '../../../src/core/index.ts';
import { tf, type Tensor1D, type Tensor2D } from '../../../src/engine/index.ts';
import {
  classLoss,
  classWeightsOf,
  crossEntropy,
  focalLoss,
  labelSmoothingCrossEntropy,
  lossAndGradient,
  weightedCrossEntropy,
  type Loss,
} from '../../../src/nn/losses/index.ts';

const classes = (...indices: number[]): ClassTargets => ({
  _tag: 'ClassTargets',
  classes: Int32Array.from(indices),
});

const mixed = (own: number[], others: number[], weights: number[]): MixedTargets => ({
  _tag: 'MixedTargets',
  classes: Int32Array.from(own),
  others: Int32Array.from(others),
  weights: Float32Array.from(weights),
});

/** Softmax of these logits is 1/8, 2/8, 5/8 and 1/4, 2/4, 1/4. */
const table = [
  [Math.log(1), Math.log(2), Math.log(5)],
  [Math.log(1), Math.log(2), Math.log(1)],
];

const perExample = (loss: Loss, targets: Targets, rows = table): number[] =>
  tf.tidy(() => [...loss.perExample(tf.tensor2d(rows), targets).dataSync()]);

function meanAndGradient(loss: Loss, targets: Targets, rows = table): { mean: number; gradient: number[] } {
  return tf.tidy(() => {
    const { loss: value, gradient } = lossAndGradient(loss, tf.tensor2d(rows), targets);
    return { mean: value.dataSync()[0]!, gradient: [...gradient.dataSync()] };
  });
}

const close = (values: readonly number[]): number[] =>
  values.map((value) => expect.closeTo(value, 5) as number);

/** Cross-entropy in plain ops, as a custom loss. */
const plain = classLoss('plain', (logits, indices) =>
  tf.neg(tf.sum<Tensor1D>(tf.mul(tf.oneHot(indices, logits.shape[1]), tf.logSoftmax(logits)), 1)),
);

test('cross-entropy is −log p of the actual class, its gradient softmax − target', () => {
  expect(perExample(crossEntropy, classes(2, 0))).toEqual(close([Math.log(8 / 5), Math.log(4)]));
  const { mean, gradient } = meanAndGradient(crossEntropy, classes(2, 0));
  expect(mean).toBeCloseTo((Math.log(8 / 5) + Math.log(4)) / 2, 5);
  expect(gradient).toEqual(close([1 / 16, 1 / 8, -3 / 16, -3 / 8, 1 / 4, 1 / 8]));
});

test('class weights weight the mean', () => {
  const loss = weightedCrossEntropy([1, 2, 3]);
  expect(perExample(loss, classes(2, 0))).toEqual(close([3 * Math.log(8 / 5), Math.log(4)]));
  const { mean, gradient } = meanAndGradient(loss, classes(2, 0));
  expect(mean).toBeCloseTo((3 * Math.log(8 / 5) + Math.log(4)) / 4, 5);
  expect(gradient).toEqual(close([3 / 32, 6 / 32, -9 / 32, -3 / 16, 1 / 8, 1 / 16]));
});

test('weights of 1 equal plain cross-entropy', () => {
  const ones = weightedCrossEntropy([1, 1, 1]);
  expect(meanAndGradient(ones, classes(2, 0))).toEqual(meanAndGradient(crossEntropy, classes(2, 0)));
});

test('a batch of weight 0 has loss and gradient 0', () => {
  const loss = weightedCrossEntropy([0, 1, 1]);
  const zeros = Array<number>(6).fill(0);
  expect(meanAndGradient(loss, classes(0, 0))).toEqual({ mean: 0, gradient: close(zeros) });
  expect(perExample(loss, mixed([0, 0], [0, 0], [0.5, 1]))).toEqual([0, 0]);
});

test('mixed targets mix the weighted losses, then take the plain mean', () => {
  const loss = weightedCrossEntropy([1, 2, 3]);
  const targets = mixed([2, 0], [0, 1], [0.75, 0.5]);
  const expected = [
    0.75 * 3 * Math.log(8 / 5) + 0.25 * Math.log(8),
    0.5 * Math.log(4) + 0.5 * 2 * Math.log(2),
  ] as const;
  expect(perExample(loss, targets)).toEqual(close(expected));
  expect(meanAndGradient(loss, targets).mean).toBeCloseTo((expected[0] + expected[1]) / 2, 5);
});

test('label smoothing gives ε/C to every class', () => {
  const loss = labelSmoothingCrossEntropy({ epsilon: 0.3 });
  const all = Math.log(8) + Math.log(8 / 2) + Math.log(8 / 5);
  expect(perExample(loss, classes(2), [table[0]!])).toEqual(close([0.7 * Math.log(8 / 5) + 0.1 * all]));
});

test('label smoothing by 0 equals cross-entropy', () => {
  const targets = mixed([2, 0], [0, 0], [0.75, 0.5]);
  const unsmoothed = labelSmoothingCrossEntropy({ epsilon: 0 });
  expect(meanAndGradient(unsmoothed, targets)).toEqual(meanAndGradient(crossEntropy, targets));
});

test('class weights act on the target term of label smoothing only', () => {
  const loss = labelSmoothingCrossEntropy({ epsilon: 0.3, classWeights: [1, 2, 3] });
  const targets = classes(2, 0);
  const [first, second] = [
    Math.log(8) + Math.log(8 / 2) + Math.log(8 / 5),
    Math.log(4) + Math.log(2) + Math.log(4),
  ] as const;
  expect(perExample(loss, targets)).toEqual(
    close([0.7 * 3 * Math.log(8 / 5) + 0.1 * first, 0.7 * Math.log(4) + 0.1 * second]),
  );
  // Its mean is divided by 3 + 1, that of the other term by 2.
  const weighted = (3 * Math.log(8 / 5) + Math.log(4)) / 4;
  expect(meanAndGradient(loss, targets).mean).toBeCloseTo(0.7 * weighted + (0.1 * (first + second)) / 2, 5);
  const mixture = mixed([2, 0], [2, 0], [0.4, 1]);
  expect(perExample(loss, mixture)).toEqual(close(perExample(loss, targets)));
});

describe('focal loss', () => {
  // The probabilities of the actual classes are 5/8 and 1/4.
  const [surer, unsure] = [Math.log(8 / 5), Math.log(4)] as const;

  test('scales the loss of an image by a power of the probability of the other classes', () => {
    const [a, b] = [(3 / 8) ** 2 * surer, (3 / 4) ** 2 * unsure] as const;
    expect(perExample(focalLoss(), classes(2, 0))).toEqual(close([a, b]));
    expect(meanAndGradient(focalLoss(), classes(2, 0)).mean).toBeCloseTo((a + b) / 2, 5);
  });

  test('with weights, the power is of the weighted loss, and the mean is plain', () => {
    const loss = focalLoss({ gamma: 1, classWeights: [1, 2, 3] });
    const expected = [(1 - (5 / 8) ** 3) * 3 * surer, (1 - 1 / 4) * unsure] as const;
    expect(perExample(loss, classes(2, 0))).toEqual(close(expected));
    expect(meanAndGradient(loss, classes(2, 0)).mean).toBeCloseTo((expected[0] + expected[1]) / 2, 5);
  });

  test('gamma 0 is cross-entropy', () => {
    for (const targets of [classes(2, 0), mixed([2, 0], [0, 1], [0.75, 0.5])]) {
      const [focal, plainly] = [focalLoss({ gamma: 0 }), crossEntropy].map((loss) =>
        meanAndGradient(loss, targets),
      ) as [{ mean: number; gradient: number[] }, { mean: number; gradient: number[] }];
      expect(focal.mean).toBeCloseTo(plainly.mean, 5);
      expect(focal.gradient).toEqual(close(plainly.gradient));
    }
  });

  test.each([0, 0.5, 1, 2])('gamma %d: a sure prediction has a finite gradient', (gamma) => {
    const sure = [[100, -100, 0]];
    expect(meanAndGradient(focalLoss({ gamma }), classes(0), sure)).toEqual({
      mean: 0,
      gradient: close([0, 0, 0]),
    });
    const { mean, gradient } = meanAndGradient(focalLoss({ gamma }), classes(1), sure);
    expect(mean).toBeCloseTo(200, 3);
    expect(gradient).toEqual(close([1, -1, 0]));
  });
});

test('weights out of range are refused, also when there are too many', () => {
  for (const make of [
    (classWeights: number[]) => weightedCrossEntropy(classWeights),
    (classWeights: number[]) => labelSmoothingCrossEntropy({ classWeights }),
    (classWeights: number[]) => focalLoss({ classWeights }),
  ]) {
    expect(() => make([1, -1, 1])).toThrow('expected finite numbers of at least 0, received [1,-1,1]');
    expect(() => make([1, NaN, 1])).toThrow('expected finite numbers');
    const logits = tf.tensor2d(table);
    expect(() => make([1, 1]).mean(logits, classes(0, 0))).toThrow('expected one weight for each of the 3');
    logits.dispose();
  }
  expect(() => focalLoss({ gamma: -1 })).toThrow('focalLoss gamma: expected a finite number of at least 0');
  expect(() => classWeightsOf([3, 0], 1)).toThrow(
    'a positive number of images for each class, received [3,0]',
  );
  expect(() => classWeightsOf([3, 1], 1.5)).toThrow('expected a number in 0..1, received 1.5');
});

test.each([
  ['one image', classes(1), [table[0]!]],
  ['classes', classes(2, 0), table],
  ['mixed', mixed([2, 0], [0, 1], [0.75, 0.5]), table],
  ['mixed with the same class', mixed([2, 0], [2, 0], [0.3, 0.6]), table],
  ['of weight 1', mixed([2, 0], [0, 1], [1, 1]), table],
  ['of weight 0', mixed([2, 0], [0, 1], [0, 0]), table],
])('a custom loss in plain ops equals the fused one: %s', (_, targets, rows) => {
  expect(perExample(plain, targets, rows)).toEqual(close(perExample(crossEntropy, targets, rows)));
  const [own, fused] = [plain, crossEntropy].map((loss) => meanAndGradient(loss, targets, rows)) as [
    ReturnType<typeof meanAndGradient>,
    ReturnType<typeof meanAndGradient>,
  ];
  expect(own.mean).toBeCloseTo(fused.mean, 5);
  expect(own.gradient).toEqual(close(fused.gradient));
});

test.each([
  ['crossEntropy', crossEntropy],
  ['weightedCrossEntropy', weightedCrossEntropy([1, 2, 3])],
  ['labelSmoothingCrossEntropy', labelSmoothingCrossEntropy({ classWeights: [1, 2, 3] })],
  ['focalLoss', focalLoss({ classWeights: [1, 2, 3] })],
  ['plain', plain],
])('%s has its name and leaks no tensor', (name, loss) => {
  expect(loss.name).toBe(name);
  const logits = tf.tensor2d(table);
  const before = tf.memory().numTensors;
  for (const targets of [classes(2, 0), mixed([2, 0], [0, 1], [0.75, 0.5])]) {
    const { loss: value, gradient } = lossAndGradient(loss, logits, targets);
    expect(tf.memory().numTensors).toBe(before + 2);
    const [each, mean] = [loss.perExample(logits, targets), loss.mean(logits, targets)];
    expect(tf.memory().numTensors).toBe(before + 4);
    tf.dispose([value, gradient, each, mean]);
  }
  logits.dispose();
});

test.each([
  [classes(0, 3), 'class indices in 0..2 (the network has 3 outputs), received 3 for image 1'],
  [classes(-1, 0), 'received -1 for image 0'],
  [classes(0), 'expected 2 targets, one per row of logits, received 1'],
  [mixed([0, 0], [0, 7], [1, 1]), 'received 7 for image 1'],
  [mixed([0, 0], [0, 0], [1]), 'received 1'],
])('throws for %j', (targets, message) => {
  const logits: Tensor2D = tf.tensor2d(table);
  const before = tf.memory().numTensors;
  for (const loss of [crossEntropy, plain]) {
    expect(() => loss.mean(logits, targets)).toThrow(message);
    expect(() => lossAndGradient(loss, logits, targets)).toThrow(MillraceError);
  }
  expect(tf.memory().numTensors).toBe(before);
  logits.dispose();
});

test('throws BadOption for invalid options', () => {
  expect(() => labelSmoothingCrossEntropy({ epsilon: 1.5 })).toThrow(
    'expected an epsilon in 0..1, received 1.5',
  );
  expect(() => perExample(weightedCrossEntropy([1, 2]), classes(0, 1))).toThrow(
    'expected one weight for each of the 3 classes, received 2',
  );
});
