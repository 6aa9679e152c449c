import { from } from 'rxjs';
import { expect, test } from 'vitest';
import { calibration, type Metric } from '../../../src/core/index.ts';
import { plainLines } from '../../../tui/lines/plain.ts';
import { collect } from '../../support/collect.ts';
import { made } from '../../support/made-metrics.ts';

const linesOf = (...metrics: readonly Metric[]): Promise<readonly string[]> =>
  collect(from(metrics).pipe(plainLines({ now: () => 0 })));

test('an evaluation shows its loss and scores, and at the end its calibration', async () => {
  const summary = made.predictionSummary({
    loss: 0.75,
    calibration: calibration([{ probability: 0.75, isRight: true }]),
  });
  const start = made.phaseStarted({ name: 'validate', kind: 'predict', epochs: 1 });
  const lines = await linesOf(made.runStarted({ trainCount: 0 }), start, summary, made.runEnded());
  expect(lines).toContain('1,893 validation images, 2 classes: cat, dog');
  expect(lines).toContain('validate: 1 pass of 4 steps, 64 images of 64×64 per step');
  expect(lines).toContain('valid_loss 0.750000, accuracy 0.500000');
  const text = 'calibration error 0.2500: the mean confidence is 0.7500, the fraction that is right 1.0000';
  expect(lines.at(-2)).toBe(`${text} (underconfident)`);
  // The table of training has them.
  const training = await linesOf(made.runStarted(), made.epochRow(), summary);
  expect(training.join()).not.toContain('valid_loss 0.750000,');
});
