import { expect, test } from 'vitest';
import { tf, type Tensor4D } from '../../src/engine/index.ts';
import { modelWith, taskOf, type Predictions } from '../../src/nn/index.ts';
import { ownGoldenFile } from '../support/golden.ts';
import {
  digestOf,
  exportCases,
  filesOf,
  goldenImages,
  titleOf,
  type ExportCase,
  type ExportGolden,
} from './golden-cases.ts';

const golden = new Map(
  ownGoldenFile('export').cases.map(({ kind, expected }) => [kind, expected as ExportGolden]),
);
const cases = exportCases.map((each) => [titleOf(each), each] as const);

test('the golden file has all cases', () => {
  expect([...golden.keys()]).toEqual(cases.map(([title]) => title));
});

test.each(cases)('%s: exports the bytes that were tested', (title, each) => {
  expect(digestOf(filesOf(each))).toBe(golden.get(title)?.sha256);
});

test.each(cases)('%s: other runtimes return the probabilities of the model', (title, each) => {
  const { data, shape } = ownProbabilities(each);
  const expected = golden.get(title)!.probabilities;
  expect(shape).toEqual([expected.length, expected[0]!.length]);
  const values = expected.flat();
  const bound = each.options.half === true ? 1e-2 : 1e-5;
  expect(Math.max(...values.map((value, i) => Math.abs(value - data[i]!)))).toBeLessThan(bound);
  // Not all images look the same to it.
  expect(Math.max(...values) - Math.min(...values)).toBeGreaterThan(0.1);
});

function ownProbabilities(each: ExportCase): Predictions {
  const { description, weights } = each.model;
  const { outputs, head, normalization } = description;
  using model = modelWith(each.architecture({ outputs, head }), weights);
  const { bytes, shape } = goldenImages(each);
  const logits = tf.tidy(() => {
    const scaled = tf.div<Tensor4D>(tf.tensor(Float32Array.from(bytes), shape), 255);
    const { mean, std } = normalization ?? { mean: [0], std: [1] };
    const output = model.infer(tf.div(tf.sub(scaled, mean), std));
    return { shape: output.shape, data: output.dataSync<'float32'>().slice() };
  });
  return taskOf(description.task).probabilities(logits);
}
