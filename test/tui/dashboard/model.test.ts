import { scan } from 'rxjs';
import { describe, expect, test } from 'vitest';
import type { Metric } from '../../../src/core/index.ts';
import { made } from '../../support/made-metrics.ts';
import { marbles } from '../../support/marbles.ts';
import { bucketsOf, CAPACITY } from '../../../src/reports/index.ts';
import { foldView, LIMITS, noView, type View } from '../../../tui/dashboard/model.ts';

const viewOf = (...metrics: readonly Metric[]): View => metrics.reduce(foldView, noView);

test('the next run keeps only a table row of the previous one', () => {
  const metrics: Record<string, Metric> = {
    r: made.runStarted(),
    p: made.phaseStarted(),
    s: made.step(),
    e: made.epochRow(),
  };
  const shown = ({ run, runs, phases, steps, rows }: View): string =>
    [run?.pipeline, runs.length, phases.length, steps, rows.length].join(' ');
  marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('  -r-p-s-e-r|', metrics);
    const sourceSubs = '   ^---------!';
    const expected = '     -0-1-2-3-4|';
    const values = [
      'baseline 1 0 0 0',
      'baseline 1 1 0 0',
      'baseline 1 1 1 0',
      'baseline 1 1 1 1',
      'baseline 2 0 0 0',
    ];
    const views = source.pipe(
      scan(foldView, noView),
      scan((_, view) => shown(view), ''),
    );
    expectObservable(views).toBe(expected, values);
    expectSubscriptions(source.subscriptions).toBe(sourceSubs);
  });
});

describe('foldView', () => {
  test('rows count the training steps of all phases', () => {
    const view = viewOf(
      made.runStarted(),
      made.phaseStarted(),
      made.step(),
      made.step({ step: 1 }),
      made.epochRow(),
      made.phaseStarted({ phase: 1 }),
      made.step({ phase: 1 }),
      made.epochRow({ phase: 1 }),
    );
    expect(view.rows.map(({ at }) => at)).toEqual([2, 3]);
    expect(view.phases.map(({ from }) => from)).toEqual([0, 2]);
  });

  test('its time is the sum of its steps until the run reports its own', () => {
    // A step of 0.25 + 0.75 seconds, 64 images at 128 a second.
    const metrics = [made.runStarted(), made.phaseStarted(), made.step(), made.evaluationStep()];
    expect(viewOf(...metrics).seconds).toBe(1.5);
    expect(viewOf(...metrics, made.runEnded({ seconds: 61 })).seconds).toBe(61);
  });

  test('an image that is skipped in every epoch is counted once', () => {
    const { skipped } = viewOf(
      made.itemSkipped('/a'),
      made.itemSkipped('/b'),
      made.itemSkipped('/a', 'empty'),
    );
    expect(skipped.paths.size).toBe(2);
    expect(skipped.last).toEqual({ path: '/a', reason: 'empty' });
  });

  test('keeps the scores of test-time augmentation, the checkpoint and the end; validation scores are in the table', () => {
    const tta = made.predictionSummary({ kind: 'tta' });
    const view = viewOf(made.predictionSummary(), tta, made.checkpointSaved(), made.runEnded());
    expect(view).toMatchObject({ tta, saved: made.checkpointSaved(), ended: made.runEnded() });
    expect(viewOf(made.predictionSummary()).tta).toBeNull();
  });

  test('keeps the steps of the previous epoch and of the current one', () => {
    const epoch = (n: number) => [0, 1, 2].map((step) => made.step({ epoch: n, step, steps: 3 }));
    const { curves } = viewOf(...epoch(0), ...epoch(1).slice(0, 2));
    expect(bucketsOf(curves.before).map(({ at }) => at)).toEqual([0, 1, 2]);
    expect(bucketsOf(curves.epoch).map(({ at }) => at)).toEqual([3, 4]);
  });

  test('its size is bounded, however many metrics there are', () => {
    let view = viewOf(made.runStarted());
    for (let i = 0; i < 200_000; i++) {
      if (i % 100 === 0) view = foldView(view, made.itemSkipped(`/${i}.jpg`));
      else if (i % 100 === 1) view = foldView(view, made.epochRow({ epoch: i }));
      else view = foldView(view, made.step({ step: i % 5000, loss: i }));
    }
    const { all, before, epoch, latest } = view.curves;
    expect(view.steps).toBe(196_000);
    for (const curve of [all, before, epoch]) expect(bucketsOf(curve).length).toBeLessThanOrEqual(CAPACITY);
    expect(latest).toHaveLength(LIMITS.latest);
    expect(view.rows).toHaveLength(LIMITS.rows);
    expect(view.skipped.paths.size).toBe(LIMITS.skipped);
    expect(JSON.stringify(view).length).toBeLessThan(1_000_000);
  });
});
