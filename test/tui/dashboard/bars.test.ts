import { expect, test } from 'vitest';
import { foldRunState, noRunState } from '../../../src/reports/index.ts';
import { barsOf } from '../../../tui/dashboard/bars.ts';
import { made } from '../../support/made-metrics.ts';
import { started, viewOf } from '../../support/made-run-state.ts';

test('bars: steps, time in the epoch, time in the phase', () => {
  const half = viewOf(...started, made.step(), made.step({ step: 1 }));
  expect(barsOf(half)).toEqual([
    { label: 'training', fraction: 0.5, note: 'step 2 of 4' },
    { label: 'epoch 1 of 2', fraction: 0.5, note: '00:02 left' },
    { label: 'phase 1', fraction: 0.25, note: '00:06 left' },
  ]);
  expect(barsOf(foldRunState(half, made.epochRow())).map(({ fraction }) => fraction)).toEqual([0.5, 1, 0.5]);
  expect(barsOf(foldRunState(half, made.runEnded())).map(({ note }) => note)).toEqual([
    'step 2 of 4',
    '',
    '',
  ]);
  expect(barsOf(noRunState)).toEqual([]);
  const tta = made.phaseStarted({ phase: 1, name: 'tta(n=4, beta=0.25)', kind: 'predict', epochs: 5 });
  const labels = barsOf(foldRunState(foldRunState(half, tta), made.evaluationStep({ phase: 1, epoch: 1 })));
  expect(labels.map(({ label }) => label)).toEqual(['prediction', 'pass 2 of 5', 'phase 2']);
});

test('bars: a run with several fits, in epochs; later epochs are assumed to take as long', () => {
  const phases = [
    { name: 'fitOneCycle(2, 0.003)', kind: 'fit', epochs: 2 },
    { name: 'withData', kind: 'data', epochs: 0 },
    { name: 'fineTune(5, 0.001)', kind: 'fit', epochs: 6 },
  ] as const;
  const steps = [made.runStarted({ phases }), made.phaseStarted(), made.step(), made.step({ step: 1 })];
  const half = viewOf(...steps);
  expect(barsOf(half)[3]).toEqual({ label: 'run', fraction: 0.5 / 8, note: '' });
  const [row, next] = [made.epochRow({ seconds: 60 }), made.step({ epoch: 1 })];
  const second = barsOf([row, next].reduce(foldRunState, half))[3];
  expect(second?.label).toBe('run');
  expect(second?.fraction).toBeGreaterThan(1 / 8);
  expect(second?.note).toMatch(/^≈ 06:0\d left$/);
  const tuning = viewOf(...steps, row, row, made.phaseStarted({ phase: 1, epochs: 1 }));
  expect(barsOf(tuning)[3]).toMatchObject({ fraction: 2 / 8 });
  // The first fit ended after one of its two epochs; then there is nothing left to train.
  const cut = viewOf(...steps, row, made.phaseStarted({ phase: 1, epochs: 6 }));
  expect(barsOf(cut)[3]).toMatchObject({ fraction: 1 / 7 });
  const tta = viewOf(...steps, row, made.phaseStarted({ phase: 1, kind: 'predict', epochs: 5 }));
  expect(barsOf(tta)).toHaveLength(3);
});

test('bars: a search for a learning rate, before there is a phase', () => {
  const searching = viewOf(made.runStarted(), made.lrStep({ step: 24 }));
  expect(barsOf(searching)).toEqual([{ label: 'lr search', fraction: 0.25, note: 'step 25 of 100' }]);
  expect(barsOf(foldRunState(searching, made.lrFound()))).toEqual([
    { label: 'lr search', fraction: 1, note: 'step 25 of 100' },
  ]);
  const trained = [made.lrFound(), made.phaseStarted(), made.step()].reduce(foldRunState, searching);
  expect(barsOf(trained).map(({ label }) => label)).toEqual(['training', 'epoch 1 of 2', 'phase 1']);
});
