import { EMPTY } from 'rxjs';
import { expect, test } from 'vitest';
import { METRIC_VERSION } from '../../src/core/index.ts';
import { engineInfo, tf } from '../../src/engine/index.ts';
import { runStarted } from '../../src/metrics/index.ts';
import { numberedFile } from '../support/made-batches.ts';
import { meanColour } from '../support/mean-colour.ts';

/** 3 · 2 weights and 2 biases. */
const network = meanColour({ outputs: 2 });
const about = {
  name: 'baseline',
  config: { lr: 0.003, sizes: [64, 128], from: null },
  files: { train: [numberedFile(0), numberedFile(2)], valid: [numberedFile(1)], vocab: ['cat', 'dog'] },
  network,
};

test('reports the configuration, the network, the images and the engine', () => {
  const reference = { source: 'the book', accuracy: 0.75 };
  const phase = { name: 'fitOneCycle(5, 0.003)', kind: 'fit', epochs: 5 } as const;
  const phases = [{ ...phase, run: () => EMPTY }];
  expect(runStarted({ ...about, reference, phases })).toEqual({
    _tag: 'RunStarted',
    version: METRIC_VERSION,
    pipeline: 'baseline',
    config: { lr: 0.003, sizes: [64, 128], from: null },
    engine: engineInfo(),
    architecture: 'mean-colour',
    parameters: 8,
    trainCount: 2,
    validCount: 1,
    vocab: ['cat', 'dog'],
    task: 'single-label',
    reference,
    phases: [phase],
  });
  expect(runStarted(about).phases).toEqual([]);
  expect(runStarted({ ...about, config: { lr: 1, limit: undefined } }).config).toStrictEqual({ lr: 1 });
});

test('a reference applies only to its own classes', () => {
  const reference = { source: 'the book', accuracy: 0.75 };
  expect(runStarted({ ...about, reference: { ...reference, classes: ['cat', 'dog'] } }).reference).toEqual(
    reference,
  );
  expect(
    runStarted({ ...about, reference: { ...reference, classes: ['cat', 'dog', 'elk'] } }).reference,
  ).toBeNull();
});

test.each([
  ['no reference', {}],
  ['an undefined reference', { reference: undefined }],
])('%s is null', (_, change) => {
  expect(runStarted({ ...about, ...change }).reference).toBeNull();
});

test('the metric is plain JSON, and creates no tensor', () => {
  const before = tf.memory().numTensors;
  const metric = runStarted(about);
  expect(JSON.parse(JSON.stringify(metric))).toEqual(metric);
  expect(tf.memory().numTensors).toBe(before);
});
