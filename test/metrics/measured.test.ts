import { describe, expect, test } from 'vitest';
import { calibration, MillraceError } from '../../src/core/index.ts';
import { measured, type EpochEvent, type MeasuredConfig } from '../../src/metrics/index.ts';
import type { EvaluationResult } from '../../src/steps/index.ts';
import { made } from '../support/made-metrics.ts';
import { marbles } from '../support/marbles.ts';

const memory = { rssBytes: 7, tensors: 3 };
const confusion = [[5]];
const calibrated = calibration([{ probability: 0.75, isRight: true }]);
const { topLosses, mistakes } = made.predictionSummary();
const counts = [{ actual: 5, predicted: 5, correct: 5 }];
const result: EvaluationResult = {
  _tag: 'EvaluationResult',
  count: 5,
  loss: 0.75,
  scores: { accuracy: 0.6 },
  counts,
  confusion,
  calibration: calibrated,
  topLosses,
  predictions: [...topLosses, ...mistakes],
};
const events: Record<string, EpochEvent> = {
  s: made.step({ smoothLoss: 2.5 }),
  t: made.step({ smoothLoss: 1.5, step: 1 }),
  i: made.itemSkipped(),
  e: made.evaluationStep(),
  u: result,
};
const row = made.epochRow({
  phase: 1,
  epoch: 4,
  trainLoss: 1.5,
  validLoss: 0.75,
  scores: { accuracy: 0.6 },
  seconds: 0.007,
  memory,
});
const summary = made.predictionSummary({
  phase: 1,
  scores: { accuracy: 0.6 },
  loss: 0.75,
  counts,
  confusion,
  calibration: calibrated,
  topLosses,
  mistakes: [...topLosses, ...mistakes],
});
const config = (now: () => number): MeasuredConfig => ({ phase: 1, epoch: 4, now, memory: () => memory });

describe('measured', () => {
  test('summarizes an epoch as a row', () => {
    const scheduler = marbles();
    scheduler.run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -s-t-e-(u|)', events);
      const sourceSubs = '   ^------!';
      const expected = '     -s-t-e-(r|)';
      const output = source.pipe(measured(config(() => scheduler.now())));
      expectObservable(output).toBe(expected, { ...events, r: row });
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test('adds a PredictionSummary in the last epoch of a phase', () => {
    const scheduler = marbles();
    scheduler.run(({ cold, expectObservable }) => {
      const source = cold('  -s-(tu)|', events);
      const expected = '     -s-t---(rp|)';
      const output = source.pipe(measured({ ...config(() => scheduler.now()), last: true }));
      expectObservable(output).toBe(expected, { ...events, r: row, p: summary });
    });
  });

  test('without validation the row has no valid_loss', () => {
    const scheduler = marbles();
    scheduler.run(({ cold, expectObservable }) => {
      const source = cold('  -t-i---|', events);
      const expected = '     -t-i---(r|)';
      const output = source.pipe(measured({ ...config(() => scheduler.now()), last: true }));
      expectObservable(output).toBe(expected, { ...events, r: { ...row, validLoss: null, scores: {} } });
    });
  });

  test.each([
    ['empty', '|', '#'],
    ['only bad images', '-i-(u|)', '-i-#'],
  ])('%s: errors without a training step', (_, diagram, expected) => {
    marbles().run(({ cold, expectObservable }) => {
      const error = new MillraceError({
        _tag: 'BadData',
        where: 'phase 2, epoch 5',
        expected: 'at least one full batch of usable training images',
        received: 'none',
        advice: 'Use a smaller --batch-size or more images.',
      });
      const output = cold(diagram, events).pipe(measured(config(() => 0)));
      expectObservable(output).toBe(expected, events, error);
    });
  });

  test.each([NaN, Infinity])('a validation loss of %d: errors', (loss) => {
    marbles().run(({ cold, expectObservable }) => {
      const error = new MillraceError({
        _tag: 'TrainingDiverged',
        where: 'phase 2, epoch 5',
        expected: 'a finite validation loss',
        received: String(loss),
        advice: 'Use a smaller --lr.',
      });
      const source = cold('-s-e-(u|)', { ...events, u: { ...result, loss } });
      expectObservable(source.pipe(measured(config(() => 0)))).toBe('-s-e-#', events, error);
    });
  });

  test('never', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -', events);
      expectObservable(source.pipe(measured(config(() => 0)))).toBe('-');
      expectSubscriptions(source.subscriptions).toBe('^');
    });
  });

  test('an error', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -s-#', events);
      expectObservable(source.pipe(measured(config(() => 0)))).toBe('-s-#', events);
      expectSubscriptions(source.subscriptions).toBe('^--!');
    });
  });

  test('endless, unsubscribed early', () => {
    marbles().run(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('   -s-s-s-', events);
      const unsub = '        ----!';
      expectObservable(source.pipe(measured(config(() => 0))), unsub).toBe('-s-s-', events);
      expectSubscriptions(source.subscriptions).toBe('^---!');
    });
  });

  test('each subscription measures its own time', () => {
    let now = 0;
    const clock = (): number => (now += 500);
    marbles().run(({ cold, expectObservable }) => {
      const output = cold('(t|)', events).pipe(measured(config(clock)));
      const alone = { ...row, validLoss: null, scores: {}, seconds: 0.5 };
      expectObservable(output).toBe('(tr|)', { ...events, r: alone });
      expectObservable(output, '-^').toBe('-(tr|)', { ...events, r: alone });
    });
    expect(now).toBe(2000);
  });
});
