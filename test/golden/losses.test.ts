import { afterAll, beforeAll, expect, test } from 'vitest';
import { classReport, countsOfConfusion, type Targets } from '../../src/core/index.ts';
import { tf, type Tensor, type Tensor2D } from '../../src/engine/index.ts';
import {
  classWeightsOf,
  crossEntropy,
  focalLoss,
  labelSmoothingCrossEntropy,
  lossAndGradient,
  weightedCrossEntropy,
  type Loss,
} from '../../src/nn/losses/index.ts';
import {
  accuracy,
  confusionMatrix,
  errorRate,
  softmax,
  topKAccuracy,
  type Predictions,
} from '../../src/nn/scores/index.ts';
import { scoreOf } from '../../src/nn/index.ts';
import { goldenCases, type GoldenCase } from '../support/golden.ts';

type Numbers = readonly number[];
type Rows = readonly Numbers[];

const TOLERANCE = 1e-5;

function expectClose(received: ArrayLike<number>, expected: Numbers, what: string): void {
  expect(received.length).toBe(expected.length);
  expected.forEach((value, i) => {
    const error = Math.abs(received[i]! - value);
    expect(error, `${what} [${i}]: ${received[i]!}, not ${value}`).toBeLessThan(
      TOLERANCE * Math.max(1, Math.abs(value)),
    );
  });
}

/** Value and gradient by fastai's name of the reduction; for `none`, the gradient of the sum. */
function evaluate(
  loss: Loss,
  logits: Tensor2D,
  targets: Targets,
  reduction: string,
): { value: Tensor; gradient: Tensor } {
  if (reduction === 'mean') {
    const { loss: value, gradient } = lossAndGradient(loss, logits, targets);
    return { value, gradient };
  }
  if (reduction !== 'sum' && reduction !== 'none') throw new Error(`unknown reduction: ${reduction}`);
  const { value, grad } = tf.valueAndGrad((z) => tf.sum(loss.perExample(z as Tensor2D, targets)))(logits);
  return { value: reduction === 'sum' ? value : loss.perExample(logits, targets), gradient: grad };
}

function checkLoss(loss: Loss, targets: Targets, { inputs, expected }: GoldenCase): void {
  const { value, grad } = expected as { value: number | Numbers; grad: Rows };
  tf.tidy(() => {
    const logits = tf.tensor2d(inputs['logits'] as number[][]);
    const received = evaluate(loss, logits, targets, inputs['reduction'] as string);
    expectClose(received.value.dataSync(), [value].flat(), 'value');
    expectClose(received.gradient.dataSync(), grad.flat(), 'gradient');
  });
}

const classTargets = (classes: unknown): Targets => ({
  _tag: 'ClassTargets',
  classes: Int32Array.from(classes as Numbers),
});

function knownInputs({ inputs }: GoldenCase, ...names: readonly string[]): void {
  expect(Object.keys(inputs).filter((name) => !names.includes(name))).toEqual([]);
}

const kinds: Readonly<Record<string, (golden: GoldenCase) => void>> = {
  cross_entropy: (golden) => {
    knownInputs(golden, 'logits', 'targets', 'reduction', 'class_weight');
    const { class_weight, targets } = golden.inputs;
    const loss =
      (class_weight ?? null) === null ? crossEntropy : weightedCrossEntropy(class_weight as Numbers);
    checkLoss(loss, classTargets(targets), golden);
  },
  label_smoothing: (golden) => {
    knownInputs(golden, 'logits', 'targets', 'reduction', 'eps');
    const loss = labelSmoothingCrossEntropy({ epsilon: golden.inputs['eps'] as number });
    checkLoss(loss, classTargets(golden.inputs['targets']), golden);
  },
  mixup_loss: (golden) => {
    knownInputs(golden, 'logits', 'targets', 'targets_shuffled', 'lam', 'reduction', 'base', 'eps');
    const { base, eps, targets, targets_shuffled, lam } = golden.inputs;
    const bases: Readonly<Record<string, () => Loss>> = {
      cross_entropy: () => crossEntropy,
      label_smoothing: () => labelSmoothingCrossEntropy({ epsilon: eps as number }),
    };
    const loss = bases[base as string];
    if (loss === undefined) throw new Error(`unknown base loss: ${String(base)}`);
    const mixed: Targets = {
      _tag: 'MixedTargets',
      classes: Int32Array.from(targets as Numbers),
      others: Int32Array.from(targets_shuffled as Numbers),
      weights: Float32Array.from(lam as Numbers),
    };
    checkLoss(loss(), mixed, golden);
  },
  metrics: ({ inputs, expected }) => {
    const { logits, targets, k } = inputs as { logits: Rows; targets: Numbers; k: number };
    const predictions: Predictions = {
      shape: [logits.length, logits[0]!.length],
      data: Float32Array.from(logits.flat()),
    };
    const scores = { accuracy, error_rate: errorRate, top_k_accuracy: topKAccuracy(k) };
    for (const [name, value] of Object.entries(expected as object)) {
      if (name === 'softmax') expectClose(softmax(predictions).data, (value as Rows).flat(), name);
      else {
        expect(Object.keys(scores)).toContain(name);
        const score = scores[name as keyof typeof scores];
        const received = scoreOf(score, predictions, classTargets(targets));
        expectClose([received], [value as number], name);
      }
    }
  },
  confusion: ({ inputs, expected }) => {
    const { n_classes, targets, predictions } = inputs as {
      n_classes: number;
      targets: Numbers;
      predictions: Numbers;
    };
    const confusion = confusionMatrix(targets, predictions, n_classes);
    const { perClass, ...averages } = classReport(countsOfConfusion(confusion));
    for (const [name, value] of Object.entries(expected as object)) {
      const [, score, average] = /^(precision|recall|f1)_(macro|micro|weighted|per_class)$/.exec(name) ?? [];
      if (name === 'confusion_matrix') expect(confusion).toEqual(value);
      else if (score === undefined || average === undefined) throw new Error(`unknown score: ${name}`);
      else {
        const key = score as 'precision' | 'recall' | 'f1';
        const received =
          average === 'per_class'
            ? perClass.map((scores) => scores[key])
            : [averages[average as keyof typeof averages][key]];
        expectClose(received, [value as number | Numbers].flat(), name);
      }
    }
  },
};

/** The kinds of labels.json that are about losses; its others are tested elsewhere. */
const imbalance: Readonly<Record<string, (golden: GoldenCase) => void>> = {
  weighted_cross_entropy: (golden) => {
    knownInputs(golden, 'logits', 'targets', 'reduction', 'class_weight');
    const { class_weight, targets } = golden.inputs;
    checkLoss(weightedCrossEntropy(class_weight as Numbers), classTargets(targets), golden);
  },
  weighted_label_smoothing: (golden) => {
    knownInputs(golden, 'logits', 'targets', 'reduction', 'class_weight', 'eps');
    const { eps, targets } = golden.inputs;
    const loss = labelSmoothingCrossEntropy({ epsilon: eps as number, ...weightsOf(golden) });
    checkLoss(loss, classTargets(targets), golden);
  },
  focal: (golden) => {
    knownInputs(golden, 'logits', 'targets', 'reduction', 'class_weight', 'gamma');
    const { gamma, targets } = golden.inputs;
    const loss = focalLoss({ gamma: gamma as number, ...weightsOf(golden) });
    checkLoss(loss, classTargets(targets), golden);
  },
  class_weights: (golden) => {
    knownInputs(golden, 'counts', 'power');
    const { counts, power } = golden.inputs as { counts: Numbers; power: number };
    expectClose(classWeightsOf(counts, power), golden.expected as Numbers, 'weight');
  },
};

const weightsOf = ({ inputs: { class_weight } }: GoldenCase): { classWeights?: Numbers } =>
  (class_weight ?? null) === null ? {} : { classWeights: class_weight as Numbers };

let tensors: number;
beforeAll(() => {
  tensors = tf.memory().numTensors;
});
afterAll(() => expect(tf.memory().numTensors).toBe(tensors));

test.each(goldenCases('losses'))('%s', (_, golden) => {
  const check = kinds[golden.kind];
  if (check === undefined) throw new Error(`unknown kind of case: ${golden.kind}`);
  check(golden);
});

test.each(goldenCases('labels').filter(([, { kind }]) => kind in imbalance))('labels %s', (_, golden) => {
  imbalance[golden.kind]!(golden);
});

test('labels.json has cases of every loss', () => {
  const found = goldenCases('labels').map(([, { kind }]) => kind);
  expect(Object.keys(imbalance).filter((kind) => !found.includes(kind))).toEqual([]);
});
