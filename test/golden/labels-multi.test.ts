import * as E from 'fp-ts/lib/Either.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { classReport, countsOfConfusion, type LabelTargets, type Targets } from '../../src/core/index.ts';
import { tf, type Tensor, type Tensor2D } from '../../src/engine/index.ts';
import { multiVocabulary, splitLabels } from '../../src/files/multi-vocabulary.ts';
import {
  accuracy,
  accuracyMulti,
  averagePrecision,
  balancedAccuracy,
  binaryCrossEntropy,
  confusionMatrix,
  f1,
  f1Multi,
  labelCounts,
  multiLabel,
  predictedClasses,
  scoreOf,
  sigmoid,
  type Predictions,
  type Score,
} from '../../src/nn/index.ts';
import { goldenCases, type GoldenCase } from '../support/golden.ts';
import { classTargets } from '../support/targets.ts';

/** Losses are computed in float32; the references in float64. */
const TOLERANCE = 1e-5;

function expectNumbers(received: ArrayLike<number>, expected: readonly number[], name: string): void {
  expect(received.length, name).toBe(expected.length);
  expected.forEach((value, i) => {
    expect(Math.abs(received[i]! - value), `${name} ${i}`).toBeLessThan(
      TOLERANCE * Math.max(1, Math.abs(value)),
    );
  });
}

const close = (tensor: Tensor, expected: readonly number[]): void => {
  expectNumbers(tensor.dataSync(), expected, 'loss');
};

type Rows = readonly (readonly number[])[];

const predictionsOf = (logits: Rows): Predictions => ({
  shape: [logits.length, logits[0]!.length],
  data: Float32Array.from(logits.flat()),
});

const labelTargets = (rows: Rows): LabelTargets => ({
  _tag: 'LabelTargets',
  shape: [rows.length, rows[0]!.length],
  values: Float32Array.from(rows.flat()),
});

/** Checks the averages and the lists of precision, recall and F1. */
function checkReport(
  { perClass, ...averages }: ReturnType<typeof classReport>,
  expected: Readonly<Record<string, unknown>>,
): void {
  expect(Object.keys(expected).join()).toMatch(/f1_per_(class|label).*support_per_(class|label)/);
  for (const [name, value] of Object.entries(expected)) {
    const [, score, average] =
      /^(precision|recall|f1|support)_(macro|micro|weighted|per_class|per_label)$/.exec(name) ?? [];
    if (score === undefined || average === undefined) continue;
    const received = average.startsWith('per_')
      ? perClass.map((scores) => scores[score as 'f1'])
      : [averages[average as 'macro'][score as 'f1']];
    expectNumbers(received, [value as number | readonly number[]].flat(), name);
  }
}

function checkScores(
  scores: Readonly<Record<string, Score>>,
  received: (score: Score) => number,
  expected: Readonly<Record<string, unknown>>,
): void {
  // Every case has the first two.
  expect(Object.keys(expected)).toEqual(expect.arrayContaining(Object.keys(scores).slice(0, 2)));
  for (const [name, score] of Object.entries(scores))
    if (name in expected) expectNumbers([received(score)], [expected[name] as number], name);
}

const kinds: Readonly<Record<string, (golden: GoldenCase) => void>> = {
  bce: ({ inputs, expected }) => {
    const { logits, targets, pos_weight, weight, reduction } = inputs as {
      logits: Rows;
      targets: Rows;
      pos_weight: readonly number[] | null;
      weight: readonly number[] | null;
      reduction: 'mean' | 'sum' | 'none';
    };
    const { value, grad } = expected as { value: number | Rows; grad: Rows };
    const loss = binaryCrossEntropy({
      ...(pos_weight === null ? {} : { posWeight: pos_weight }),
      ...(weight === null ? {} : { weight }),
    });
    const [rows, columns] = [logits.length, logits[0]!.length];
    tf.tidy(() => {
      // Ours is the mean over labels of each image; fastai's sum and list are over elements.
      const scale = reduction === 'mean' ? 1 : rows * columns;
      const { value: mean, grad: gradient } = tf.valueAndGrad((z) =>
        tf.mul(loss.mean(z as Tensor2D, labelTargets(targets)), scale),
      )(tf.tensor2d(logits.map((row) => [...row])));
      close(gradient, grad.flat());
      if (reduction === 'none') {
        const each = loss.perExample(tf.tensor2d(logits.map((row) => [...row])), labelTargets(targets));
        const means = (value as Rows).map((row) => row.reduce((sum, x) => sum + x, 0) / columns);
        close(each, means);
      } else close(mean, [value as number]);
    });
  },
  multi_decode: ({ inputs, expected }) => {
    const { logits, thresh, vocab } = inputs as { logits: Rows; thresh: number; vocab: readonly string[] };
    const { probabilities, labels } = expected as { probabilities: Rows; labels: readonly string[][] };
    const task = multiLabel({ threshold: thresh });
    const all = task.probabilities(predictionsOf(logits));
    expectNumbers(all.data, probabilities.flat(), 'probabilities');
    const decoded = logits.map((_, i) =>
      task.decode(all.data.subarray(i * vocab.length, (i + 1) * vocab.length)).map((label) => vocab[label]),
    );
    expect(decoded).toEqual(labels);
  },
  multi_metrics: ({ inputs, expected }) => {
    const { logits, targets, thresh } = inputs as { logits: Rows; targets: Rows; thresh: number };
    const task = multiLabel({ threshold: thresh });
    const [probabilities, actual] = [sigmoid(predictionsOf(logits)), labelTargets(targets)];
    const values = expected as Readonly<Record<string, unknown>>;
    checkReport(classReport(labelCounts(probabilities, actual, thresh), { onlySeen: false }), values);
    checkScores(
      { accuracy_multi: accuracyMulti(thresh), f1_macro: f1Multi, ap_macro: averagePrecision },
      (score) => scoreOf(score, probabilities, actual, task),
      values,
    );
  },
  single_metrics: ({ inputs, expected }) => {
    const { logits, targets } = inputs as { logits: Rows; targets: readonly number[] };
    const predictions = predictionsOf(logits);
    const actual: Targets = classTargets(...targets);
    const values = expected as Readonly<Record<string, unknown>>;
    const confusion = confusionMatrix(targets, predictedClasses(predictions), logits[0]!.length);
    expect(confusion).toEqual(values['confusion_matrix']);
    checkReport(classReport(countsOfConfusion(confusion)), values);
    checkScores(
      { accuracy, balanced_accuracy: balancedAccuracy, f1_macro: f1 },
      (score) => scoreOf(score, predictions, actual),
      values,
    );
  },
  multi_labels: ({ inputs, expected }) => {
    const { column, label_delim, vocab, add_na } = inputs as {
      column: readonly string[];
      label_delim: string;
      vocab: readonly string[] | null;
      add_na: boolean;
    };
    const { labels, one_hot, decoded, ...rest } = expected as {
      labels: readonly string[][];
      vocab: readonly string[];
      one_hot: Rows;
      decoded: readonly string[][];
    };
    const lists = column.map((text) => splitLabels(text, label_delim));
    expect(lists).toEqual(labels);
    const found = multiVocabulary(lists, { addNa: add_na, vocab: vocab ?? undefined });
    if (E.isLeft(found)) throw new Error(`unknown labels ${found.left.join()}`);
    expect(found.right.vocab).toEqual(rest.vocab);
    const target = multiLabel().collate(found.right.encoded, rest.vocab.length);
    expect(target).toEqual(labelTargets(one_hot));
    expect(found.right.encoded.map((each) => each.map((i) => rest.vocab[i]))).toEqual(decoded);
  },
};

const cases = goldenCases('labels').filter(([, { kind }]) => kind in kinds);

let tensors: number;
beforeAll(() => {
  tensors = tf.memory().numTensors;
});
afterAll(() => expect(tf.memory().numTensors).toBe(tensors));

test('there are cases of every kind', () => {
  expect(new Set(cases.map(([, { kind }]) => kind))).toEqual(new Set(Object.keys(kinds)));
});

test.each(cases)('%s', (_, golden) => {
  kinds[golden.kind]!(golden);
});
