import { expect, test } from 'vitest';
import { calibration, type Metric } from '../../src/core/index.ts';
import { foldRunState, noRunState, resultJson } from '../../src/reports/index.ts';
import { made } from '../support/made-metrics.ts';

const resultOf = (...metrics: readonly Metric[]): unknown =>
  JSON.parse(resultJson(metrics.reduce(foldRunState, noRunState)));

const memory = { rssBytes: 2_000_000_000, tensors: 1 };

test('combines two phases and test-time augmentation', () => {
  const result = resultOf(
    made.runStarted(),
    made.phaseStarted(),
    made.step({ count: 64, waitMs: 250, stepMs: 750 }),
    made.step({ count: 64, waitMs: 0, stepMs: 1000, memory }),
    made.itemSkipped('/a.jpg'),
    made.itemSkipped('/a.jpg'),
    made.evaluationStep(),
    made.epochRow({ scores: { accuracy: 0.5 } }),
    made.phaseStarted({ phase: 1 }),
    made.step({ count: 32, waitMs: 1500, stepMs: 1500 }),
    made.epochRow({ phase: 1, trainLoss: 1.25, validLoss: 1.5, scores: { accuracy: 0.625 } }),
    made.predictionSummary({ phase: 1, scores: { accuracy: 0.625 } }),
    made.predictionSummary({ phase: 2, kind: 'tta', scores: { accuracy: 0.75 } }),
    made.checkpointSaved(),
    made.runEnded({ seconds: 451.5, skipped: 1, damaged: 4 }),
  );
  expect(result).toEqual({
    pipeline: 'baseline',
    architecture: 'xresnet18',
    ended: 'completed',
    ended_early: null,
    seconds: 451.5,
    epochs: 2,
    train_loss: 1.25,
    valid_loss: 1.5,
    accuracy: 0.625,
    tta_accuracy: 0.75,
    best: null,
    skipped: 1,
    damaged: 4,
    // 160 images in 5 seconds.
    images_per_second: 32,
    peak_rss: 2_000_000_000,
  });
});

test('a run without an end has failed', () => {
  expect(
    resultOf(made.runStarted(), made.itemSkipped('/a.jpg'), made.itemSkipped('/b.jpg'), made.itemDamaged()),
  ).toEqual({
    pipeline: 'baseline',
    architecture: 'xresnet18',
    ended: 'failed',
    ended_early: null,
    seconds: 0,
    epochs: 0,
    train_loss: null,
    valid_loss: null,
    best: null,
    skipped: 2,
    damaged: 1,
    images_per_second: null,
    peak_rss: null,
  });
});

test('a stopped run has its duration', () => {
  expect(resultOf(made.runStarted(), made.runEnded({ why: 'stopped', seconds: 3 }))).toMatchObject({
    ended: 'stopped',
    seconds: 3,
  });
});

test('names the best epoch, with its number in the run', () => {
  const best = { phase: 1, epoch: 0 };
  const metrics = [
    made.runStarted(),
    made.epochRow({ epoch: 0, scores: { accuracy: 0.5 } }),
    made.bestSaved(best),
    made.epochRow({ ...best, trainLoss: 1.25, validLoss: 1.5, scores: { accuracy: 0.75 } }),
    made.epochRow({ phase: 1, epoch: 1, scores: { accuracy: 0.25 } }),
    made.runEnded(),
  ];
  expect(resultOf(...metrics)).toMatchObject({
    epochs: 3,
    accuracy: 0.25,
    best: { epoch: 2, train_loss: 1.25, valid_loss: 1.5, accuracy: 0.75 },
  });
  // A failure between the model and its row.
  expect(resultOf(...metrics.slice(0, 3))).toMatchObject({ best: null });
});

test('has the suggestions of a search for a learning rate', () => {
  expect(resultOf(made.runStarted(), made.lrStep(), made.lrFound({ slide: null }))).toMatchObject({
    lr_minimum: 0.012,
    lr_steep: 0.0052,
    lr_valley: 0.0021,
  });
});

test('an evaluation has its loss and its calibration errors', () => {
  const summaryOf = (kind: 'valid' | 'tta', probability: number) =>
    made.predictionSummary({
      kind,
      ...(kind === 'valid' ? { loss: 0.25 } : {}),
      calibration: calibration([{ probability, isRight: true }]),
    });
  expect(resultOf(made.runStarted(), summaryOf('valid', 0.5), summaryOf('tta', 0.75))).toMatchObject({
    valid_loss: 0.25,
    calibration_error: 0.5,
    tta_calibration_error: 0.25,
  });
});
