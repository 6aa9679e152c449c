import { describe, expect, test } from 'vitest';
import { from, toArray } from 'rxjs';
import type { Metric } from '../../../src/core/index.ts';
import { made } from '../../support/made-metrics.ts';
import { marbles } from '../../support/marbles.ts';
import { plainLines } from '../../../tui/lines/plain.ts';

/** Returns the log lines of metrics, each given with its time. */
function linesOf(...timed: readonly (readonly [ms: number, metric: Metric])[]): readonly string[] {
  let now = 0;
  let lines: readonly string[] = [];
  function* metrics(): Generator<Metric> {
    for (const [ms, metric] of timed) {
      now = ms;
      yield metric;
    }
  }
  from(metrics())
    .pipe(plainLines({ now: () => now }), toArray())
    .subscribe((all) => {
      lines = all;
    });
  return lines;
}

describe('plainLines', () => {
  const metrics: Record<string, Metric> = {
    a: made.step({ step: 0 }),
    b: made.step({ step: 1 }),
    c: made.step({ step: 2 }),
    r: made.runEnded(),
  };
  const b =
    'epoch 1, step 2 of 4: loss 2.250000, lr 0.00120, 64.0 images/s, data wait 25 %, 00:02 left in epoch, 00:02 in phase';

  test('one line of progress per interval', () => {
    const scheduler = marbles();
    scheduler.run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a---b---c|', metrics);
      const sourceSubs = '   ^---------!';
      const expected = '     -----b----|';
      const output = source.pipe(plainLines({ now: () => scheduler.now(), intervalMs: 5 }));
      expectObservable(output).toBe(expected, { b });
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test.each([
    ['never', '-', '-', '^'],
    ['empty', '--|', '--|', '^-!'],
    ['an error', '-a-#', '---#', '^--!'],
  ])('%s', (_, diagram, expected, subscriptions) => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(diagram, metrics);
      expectObservable(source.pipe(plainLines({ now: () => 0 }))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subscriptions);
    });
  });

  test('endless, until unsubscribed', () => {
    marbles().run(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('   -r-r-r-', metrics);
      expectObservable(source.pipe(plainLines({ now: () => 0 })), '----!').toBe('-r-r-', {
        r: 'completed after 07:31',
      });
      expectSubscriptions(source.subscriptions).toBe('^---!');
    });
  });
});

test('a whole run', () => {
  const vocab = Array.from({ length: 12 }, (_, i) => `class${i}`);
  expect(
    linesOf(
      [0, made.runStarted({ vocab })],
      [0, made.phaseStarted()],
      [1000, made.step()],
      [2000, made.itemSkipped('/data/cat/bad.jpg', 'not an image')],
      [10_500, made.step({ step: 1, learningRate: 0.00012 })],
      [12_000, made.step({ step: 2 })],
      [20_500, made.evaluationStep()],
      [86_700, made.epochRow()],
      [87_000, made.epochRow({ epoch: 1, validLoss: null })],
      [87_000, made.predictionSummary()],
      [88_000, made.phaseStarted({ phase: 1, epochs: 1, stepsPerEpoch: 1, name: 'fitOneCycle(1, 0.001)' })],
      [89_000, made.epochRow({ phase: 1 })],
      [90_000, made.predictionSummary({ kind: 'tta', scores: { accuracy: 0.75 } })],
      [91_000, made.checkpointSaved()],
      [92_000, made.runEnded({ skipped: 1 })],
    ),
  ).toEqual([
    'baseline: xresnet18, 11,181,642 parameters',
    '7,576 training images, 1,893 validation images, 12 classes: ' +
      'class0, class1, class2, class3, class4, class5, class6, class7, class8, class9, …',
    'TensorFlow 2.21.0 on the cpu, 2 threads, Node v20.20.2, linux-x64',
    'fitOneCycle(2, 0.003): 2 epochs of 4 steps, 64 images of 64×64 per step',
    'skipped /data/cat/bad.jpg: not an image',
    'epoch 1 of 2, step 2 of 4: loss 2.250000, lr 1.20e-4, 64.0 images/s, data wait 25 %, 00:02 left in epoch, 00:06 in phase',
    // 3 training steps of 1 second, 2 validation steps of half a second: the second epoch will take 4 seconds.
    'epoch 1 of 2, validation step 1 of 2: 128.0 images/s, 00:00 left in epoch, 00:04 in phase',
    'epoch     train_loss  valid_loss  accuracy  time',
    '1         1.671049    1.652421    0.468040  01:26',
    '2         1.671049                0.468040  01:26',
    'fitOneCycle(1, 0.001): 1 epoch of 1 step, 64 images of 64×64 per step',
    'epoch     train_loss  valid_loss  accuracy  time',
    '1         1.671049    1.652421    0.468040  01:26',
    'test-time augmentation: accuracy 0.750000',
    'class   precision  recall      f1  support',
    'class0     0.6000  0.7500  0.6667        4',
    'class1     0.8000  0.6667  0.7273        6',
    '1 wrong prediction: report.html links them, predictions.csv has all',
    'last model: /runs/1/model.safetensors, 45 MB (epoch 3, accuracy 0.468040, valid_loss 1.652421)',
    'accuracy 0.750000 with test-time augmentation, 0.468040 without (chance: 0.083333)',
    'completed after 07:31, 1 image skipped',
  ]);
});

test('a fit that ends early, and one that is skipped', () => {
  const reason = 'the time limit of 30s was reached';
  expect(
    linesOf(
      [0, made.phaseStarted()],
      [0, made.step()],
      [0, made.fitEnded()],
      [0, made.phaseStarted()],
      [0, made.fitEnded({ epochs: 0, reason })],
    ),
  ).toEqual([
    'fitOneCycle(2, 0.003): 2 epochs of 4 steps, 64 images of 64×64 per step',
    'stopped early: no better valid_loss for 2 epochs; the schedule was cut at lr 0.00120',
    'fitOneCycle(2, 0.003): 2 epochs of 4 steps, 64 images of 64×64 per step',
    'skipped: the time limit of 30s was reached',
  ]);
});

test.each([NaN, Infinity, null])('a diverged run is readable: %s', (value) => {
  const bad = value as number;
  const scores = { accuracy: bad };
  const lines = linesOf(
    [0, made.runStarted()],
    [10_000, made.step({ loss: bad, smoothLoss: bad })],
    [0, made.epochRow({ trainLoss: bad, validLoss: bad, scores })],
    [0, made.predictionSummary({ kind: 'tta', scores })],
    [0, made.runEnded()],
  );
  expect(lines).toContainEqual(expect.stringContaining('step 1 of 4: loss not a number, lr 0.00120'));
  expect(lines).toContain(`test-time augmentation: accuracy ${value ?? ''}`);
});

test('test-time augmentation has passes, not epochs', () => {
  const phase = made.phaseStarted({ name: 'tta(n=4, beta=0.25)', kind: 'predict', epochs: 5 });
  const lines = linesOf([0, phase], [10_000, made.evaluationStep({ epoch: 1 })]);
  expect(lines).toEqual([
    'tta(n=4, beta=0.25): 5 passes of 4 steps, 64 images of 64×64 per step',
    // Half a second per step: one more in this pass, and three more passes of one second.
    'pass 2 of 5, step 1 of 2: 128.0 images/s, 00:00 left in pass, 00:03 in phase',
  ]);
});

test('shows the result beside the published one', () => {
  const reference = { source: 'the book', accuracy: 0.825243 };
  const lines = linesOf([0, made.runStarted({ reference })], [0, made.epochRow()], [0, made.runEnded()]);
  expect(lines).toContain('accuracy 0.468040 (chance: 0.500000; the book: 0.825243)');
});

test('shows a profile as it comes; the table continues under a new header', () => {
  const [header = '', row = ''] = linesOf([0, made.epochRow()]);
  const lines = linesOf(
    [0, made.profile()],
    [0, made.epochRow()],
    [0, made.profile({ epoch: 1 })],
    [0, made.epochRow()],
  );
  expect(lines[0]).toBe('A step took 1000.0 ms.');
  expect(lines.filter((line) => line === header)).toHaveLength(2);
  expect(lines.filter((line) => line === row)).toHaveLength(2);
  expect(lines.some((line) => /^Conv2D +500.0 ms +50.0 % +22$/.test(line))).toBe(true);
});

test('names the last model and the best one', () => {
  const first = made.epochRow({ epoch: 0, validLoss: 0.5, scores: { accuracy: 0.75 } });
  const second = made.epochRow({ epoch: 1, validLoss: 0.625, scores: { accuracy: 0.5 } });
  const epochs = [
    made.checkpointSaved(),
    made.bestSaved({ epoch: 0 }),
    first,
    made.step(),
    made.checkpointSaved(),
  ];
  const linesAfter = (...metrics: readonly Metric[]): readonly string[] =>
    linesOf(
      ...[made.runStarted(), ...metrics, made.runEnded()].map((metric): readonly [number, Metric] => [
        0,
        metric,
      ]),
    ).filter((line) => line.includes(' model: '));
  const best = 'best model: /run/best.safetensors, 45 MB (epoch 1, accuracy 0.750000, valid_loss 0.500000)';
  const last = 'last model: /runs/1/model.safetensors, 45 MB';
  expect(linesAfter(...epochs, second)).toEqual([
    `${last} (epoch 2, accuracy 0.500000, valid_loss 0.625000)`,
    best,
  ]);
  // A model that was saved in the middle of an epoch has no row.
  expect(linesAfter(...epochs)).toEqual([last, best]);
  // Where nothing improved, there is only the last.
  expect(linesAfter(made.checkpointSaved(), second)).toEqual([
    `${last} (epoch 1, accuracy 0.500000, valid_loss 0.625000)`,
  ]);
});

test('a search for a learning rate: progress, the plot, the suggestions; then a notice', () => {
  const steps = Array.from({ length: 40 }, (_, step) =>
    made.lrStep({
      step,
      learningRate: 10 ** (step / 5 - 7),
      smoothLoss: step < 30 ? 2 - step / 40 : step / 10,
    }),
  );
  const text = 'the gradients of the last 2 images were dropped';
  const lines = linesOf(
    [0, made.runStarted()],
    ...steps.map((step, i): readonly [number, Metric] => [300 * i, step]),
    [12_000, made.lrFound()],
    [13_000, { _tag: 'Notice', text }],
  );
  expect(lines[3]).toBe('lr search, step 35 of 100: loss 3.400000, lr 0.631, 64.0 images/s, 01:05 left');
  expect(lines.slice(-2)).toEqual([
    'suggested learning rates: valley 0.00210 (v), minimum 0.0120 (m), steep 0.00520 (s), slide 0.0900 (d)',
    text,
  ]);
  const plot = lines.slice(4, -2);
  expect(plot).toHaveLength(14);
  expect(plot.every((line) => line.length <= 76)).toBe(true);
  for (const letter of 'msvd') expect(plot.join('\n')).toContain(letter);
  expect(plot.at(-1)).toMatch(/1e-6 +0.0001 +0.01/);
});
