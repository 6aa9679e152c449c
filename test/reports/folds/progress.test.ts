import { expect, test } from 'vitest';
import type { Metric } from '../../../src/core/index.ts';
import { foldProgress, noProgress, type Progress } from '../../../src/reports/index.ts';
import { made } from '../../support/made-metrics.ts';

const after = (...metrics: readonly Metric[]): Progress => metrics.reduce(foldProgress, noProgress);

/** A step takes 1 second, a quarter of it waiting; an evaluation step takes half a second. */
const steps = (epoch: number, count: number): readonly Metric[] =>
  Array.from({ length: count }, (_, step) => made.step({ epoch, step }));
const evaluations = (epoch: number, count: number): readonly Metric[] =>
  Array.from({ length: count }, (_, step) => made.evaluationStep({ epoch, step }));

test('before the first step there are no estimates', () => {
  expect(after(made.runStarted(), made.phaseStarted())).toMatchObject({
    phase: made.phaseStarted(),
    done: 0,
    steps: 4,
    last: null,
    imagesPerSecond: null,
    epochLeft: null,
    phaseLeft: null,
  });
});

test('equal steps give the remaining time of the epoch and of the phase', () => {
  const progress = after(made.phaseStarted(), ...steps(0, 3));
  expect(progress.done).toBe(3);
  expect(progress.imagesPerSecond).toBeCloseTo(64, 9);
  expect(progress.waitFraction).toBeCloseTo(0.25, 9);
  // One step of this epoch, and an epoch of four; the duration of validation is still unknown.
  expect(progress.epochLeft).toBeCloseTo(1, 9);
  expect(progress.phaseLeft).toBeCloseTo(5, 9);
});

test('validation has its own pace', () => {
  const progress = after(made.phaseStarted(), ...steps(0, 4), ...evaluations(0, 1));
  expect(progress).toMatchObject({ activity: 'evaluate', done: 1, steps: 2, waitFraction: null });
  expect(progress.imagesPerSecond).toBeCloseTo(128, 9);
  expect(progress.epochLeft).toBeCloseTo(0.5, 9);
  // Then an epoch of 4 + 1 seconds.
  expect(progress.phaseLeft).toBeCloseTo(5.5, 9);
});

test('from the second epoch on, the remaining time includes validation', () => {
  const progress = after(
    made.phaseStarted({ epochs: 3 }),
    ...steps(0, 4),
    ...evaluations(0, 2),
    made.epochRow(),
    ...steps(1, 1),
  );
  expect(progress.epochLeft).toBeCloseTo(3 + 1, 9);
  expect(progress.phaseLeft).toBeCloseTo(4 + 5, 9);
});

test('passes of test-time augmentation count like epochs without training', () => {
  // Five passes of ten steps of a second.
  const phase = made.phaseStarted({ epochs: 5, stepsPerEpoch: 10 });
  const pass = (epoch: number): readonly Metric[] =>
    Array.from({ length: 10 }, (_, step) =>
      made.evaluationStep({ epoch, step, steps: 10, imagesPerSecond: 64 }),
    );
  const passes = [0, 1, 2, 3, 4].flatMap(pass);
  for (const done of [1, 11, 21, 31, 41, 50]) {
    expect(after(phase, ...passes.slice(0, done)).phaseLeft).toBeCloseTo(50 - done, 9);
  }
});

test('later steps have more weight', () => {
  const progress = after(
    made.phaseStarted({ stepsPerEpoch: 102 }),
    ...Array.from({ length: 100 }, (_, step) => made.step({ step, steps: 102, waitMs: 0, stepMs: 1000 })),
    made.step({ step: 100, steps: 102, waitMs: 0, stepMs: 3000 }),
  );
  // A geometric series: (3 + 0.95 + 0.95² + …) / (1 + 0.95 + 0.95² + …), 101 terms each.
  const series = (1 - 0.95 ** 101) / (1 - 0.95);
  expect(progress.epochLeft).toBeCloseTo((2 + series) / series, 9);
});

test('nothing is left of a fit that ended early', () => {
  const ended = made.fitEnded();
  expect(after(made.phaseStarted({ epochs: 5 }), ...steps(0, 2), ended)).toMatchObject({
    epochLeft: 0,
    phaseLeft: 0,
    ended,
  });
});

test('other metrics change nothing; a new phase starts over', () => {
  const progress = after(made.phaseStarted(), ...steps(0, 2));
  for (const metric of [
    made.itemSkipped(),
    made.checkpointSaved(),
    made.epochRow(),
    made.predictionSummary(),
    made.runEnded(),
  ])
    expect(foldProgress(progress, metric)).toBe(progress);
  expect(foldProgress(progress, made.phaseStarted({ phase: 1, stepsPerEpoch: 9 }))).toMatchObject({
    done: 0,
    steps: 9,
    last: null,
    epochLeft: null,
  });
});

test('several processes: the fractions of the time that they waited for the slowest, and added up gradients', () => {
  const processes = { count: 4, slowest: 2, host: 'node-c', waitMs: 50, reduceMs: 100 };
  const step = { ...made.step(), waitMs: 250, stepMs: 750, processes };
  const { together } = after(made.phaseStarted(), step, { ...step, step: 1 });
  expect(together).toMatchObject({ count: 4, slowest: 2, host: 'node-c' });
  expect(together!.waited).toBeCloseTo(0.05, 9);
  expect(together!.reduced).toBeCloseTo(0.1, 9);
  expect(after(made.phaseStarted(), made.step()).together).toBeNull();
});
