import { scan } from 'rxjs';
import { describe, expect, test } from 'vitest';
import type { Metric } from '../../../src/core/index.ts';
import {
  experimentsOf,
  foldRunState,
  LIMITS,
  noRunState,
  type RunState,
} from '../../../src/reports/index.ts';
import { bucketsOf, CAPACITY } from '../../../src/reports/folds/curve.ts';
import { made } from '../../support/made-metrics.ts';
import { marbles } from '../../support/marbles.ts';

const stateOf = (...metrics: readonly Metric[]): RunState => metrics.reduce(foldRunState, noRunState);

test('the next run keeps only a table row of the previous one', () => {
  const metrics: Record<string, Metric> = {
    r: made.runStarted(),
    p: made.phaseStarted(),
    s: made.step(),
    e: made.epochRow(),
  };
  const shown = (state: RunState): string =>
    [
      state.run?.pipeline,
      experimentsOf(state).length,
      state.phases.length,
      state.steps,
      state.rows.length,
    ].join(' ');
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
    const states = source.pipe(
      scan(foldRunState, noRunState),
      scan((_, state) => shown(state), ''),
    );
    expectObservable(states).toBe(expected, values);
    expectSubscriptions(source.subscriptions).toBe(sourceSubs);
  });
});

describe('foldRunState', () => {
  test('counts the steps and epochs before each phase and row', () => {
    const first = [made.phaseStarted(), made.step(), made.step({ step: 1 }), made.epochRow()];
    const second = [made.phaseStarted({ phase: 1 }), made.step({ phase: 1 }), made.epochRow({ phase: 1 })];
    const state = stateOf(made.runStarted(), ...first, ...second);
    expect(state.phases.map(({ steps, epochs }) => [steps, epochs])).toEqual([[0, 0], [2, 1]]); // prettier-ignore
    expect(state.rows.map(({ number, steps }) => [number, steps])).toEqual([[1, 2], [2, 3]]); // prettier-ignore
    expect(state).toMatchObject({ steps: 3, epochs: 2, peakRss: 1e9, trained: { count: 192, ms: 3000 } });
  });

  test('its time is the sum of its steps until the run reports its own', () => {
    // A step of 0.25 + 0.75 seconds, 64 images at 128 a second.
    const metrics = [made.runStarted(), made.phaseStarted(), made.step(), made.evaluationStep()];
    expect(stateOf(...metrics).seconds).toBe(1.5);
    expect(stateOf(...metrics, made.runEnded({ seconds: 61 })).seconds).toBe(61);
  });

  test('counts an image once that is skipped in every epoch', () => {
    const items = [made.itemSkipped('/a'), made.itemSkipped('/b'), made.itemSkipped('/a', 'empty')];
    const { skipped } = stateOf(...items);
    expect(skipped).toMatchObject({ count: 2, first: items.slice(0, 2), last: items[2] });
    expect(noRunState.skipped.paths.size).toBe(0);
    const next = stateOf(made.runStarted(), ...items, made.runStarted(), made.itemSkipped('/b'));
    expect(next.skipped.count).toBe(1);
  });

  test('keeps the summary of test-time augmentation until the next validation, the checkpoint and the end', () => {
    const tta = made.predictionSummary({ kind: 'tta' });
    const state = stateOf(made.predictionSummary(), tta, made.checkpointSaved(), made.runEnded());
    expect(state).toMatchObject({ tta, saved: made.checkpointSaved(), ended: made.runEnded() });
    expect(stateOf(tta, made.predictionSummary()).tta).toBeNull();
    expect(stateOf(tta, made.epochRow()).tta).toBeNull();
  });

  test('a new run starts a new state', () => {
    const next = made.runStarted({ pipeline: 'mixup' });
    const state = stateOf(made.runStarted(), made.step(), made.epochRow(), next);
    expect(state).toEqual({ ...noRunState, earlier: state.earlier, run: next });
    expect(state.earlier.map(({ name }) => name)).toEqual(['baseline']);
  });

  test('keeps the steps of the previous epoch and of the current one', () => {
    const epoch = (n: number) => [0, 1, 2].map((step) => made.step({ epoch: n, step, steps: 3 }));
    const { curves } = stateOf(...epoch(0), ...epoch(1).slice(0, 2));
    expect(bucketsOf(curves.before).map(({ at }) => at)).toEqual([0, 1, 2]);
    expect(bucketsOf(curves.epoch).map(({ at }) => at)).toEqual([3, 4]);
  });

  test('its size is bounded, however many metrics there are', () => {
    let state = stateOf(made.runStarted());
    for (let i = 0; i < 200_000; i++) {
      if (i % 100 === 0) state = foldRunState(state, made.itemSkipped(`/${i}.jpg`));
      else if (i % 100 === 1) state = foldRunState(state, made.epochRow({ epoch: i }));
      else if (i % 100 === 2) state = foldRunState(state, made.phaseStarted({ phase: i }));
      else state = foldRunState(state, made.step({ step: i % 5000, loss: i }));
    }
    const { all, before, epoch, latest } = state.curves;
    expect(state).toMatchObject({ steps: 194_000, epochs: 2000, skipped: { count: 2000 } });
    for (let i = 0; i < 100; i++) state = foldRunState(state, made.itemDamaged(`/${i % 30}.jpg`));
    expect(state.damaged).toMatchObject({ count: 30, last: { path: '/9.jpg' } });
    expect(state.damaged.first).toHaveLength(LIMITS.skipped);
    for (const curve of [all, before, epoch]) expect(bucketsOf(curve).length).toBeLessThanOrEqual(CAPACITY);
    expect(latest).toHaveLength(LIMITS.latest);
    expect(state.rows).toHaveLength(LIMITS.rows);
    expect(state.rows.at(-1)?.number).toBe(2000);
    expect(state.phases).toHaveLength(LIMITS.phases);
    expect(state.skipped.first).toHaveLength(LIMITS.skipped);
    expect(JSON.stringify(state).length).toBeLessThan(1_000_000);
  });
});

describe('the best epoch', () => {
  test('is that of the last saved best model, with its row', () => {
    const [one, two] = [made.bestSaved({ epoch: 0 }), made.bestSaved({ epoch: 2 })];
    const rows = [0, 1, 2, 3].map((epoch) => made.epochRow({ epoch }));
    const state = stateOf(made.runStarted(), one, rows[0]!, rows[1]!, two);
    expect(state.best).toEqual({ saved: two, epoch: null });
    const after = [rows[2]!, rows[3]!].reduce(foldRunState, state);
    expect(after.best).toMatchObject({ saved: two, epoch: { row: rows[2], number: 3 } });
    expect(stateOf(made.runStarted(), rows[0]!).best).toBeNull();
  });
});

describe('a search for a learning rate', () => {
  test('is no training: its steps are in no curve', () => {
    const steps = [0, 1].map((step) => made.lrStep({ step }));
    const state = stateOf(made.runStarted(), ...steps, made.lrFound());
    expect(state).toMatchObject({ steps: 0, epochs: 0, seconds: 2, found: made.lrFound() });
    expect(state.search).toEqual(steps);
    expect(foldRunState(state, made.lrStep()).search).toEqual([made.lrStep()]);
  });

  test('keeps a bounded number of steps', () => {
    const state = Array.from({ length: LIMITS.search + 5 }, (_, step) => made.lrStep({ step })).reduce(
      foldRunState,
      noRunState,
    );
    expect(state.search).toHaveLength(LIMITS.search);
  });
});

test('keeps the latest notices', () => {
  const notices = Array.from({ length: LIMITS.notices + 3 }, (_, i) => ({
    _tag: 'Notice' as const,
    text: String(i),
  }));
  expect(stateOf(...notices).notices).toEqual(notices.slice(3).map(({ text }) => text));
  const choice = { _tag: 'Notice', text: '--size 64: because', isChoice: true } as const;
  expect(stateOf(choice, ...notices)).toMatchObject({
    choices: ['--size 64: because'],
    notices: notices.slice(3).map(({ text }) => text),
  });
});
