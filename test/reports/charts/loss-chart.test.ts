import { describe, expect, test } from 'vitest';
import { at, type Metric } from '../../../src/core/index.ts';
import { chartsOf, foldRunState, noRunState } from '../../../src/reports/index.ts';
import { lossChart, type ChartLook } from '../../../src/reports/charts/loss-chart.ts';
import { made } from '../../support/made-metrics.ts';
import { started, trained, viewOf } from '../../support/made-run-state.ts';

const losses = (...values: readonly number[]): readonly Metric[] =>
  values.map((loss, step) => made.step({ step, loss, smoothLoss: 2 }));

describe('lossChart', () => {
  const of = (look: ChartLook = {}) => lossChart(trained, look)!;

  test('raw loss, smoothed loss, and validation at the last step of each epoch', () => {
    expect(of().series).toMatchObject([
      { name: 'each step', label: 'raw', mark: 'dots', points: { length: 8 } },
      { name: 'smoothed', mark: 'line', points: { length: 8 } },
      { name: 'validation', mark: 'symbols', points: [{ x: 3, y: 1 }, { x: 7, y: 1 }] },
    ]); // prettier-ignore
    const names = (look: ChartLook) => of(look).series.map(({ tone }) => tone);
    expect(names({ smoothing: 'raw' })).toEqual(['raw', 'valid']);
    expect(names({ smoothing: 'smoothed' })).toEqual(['smooth', 'valid']);
  });

  test('zooms to the last epoch and the last 100 steps', () => {
    const shown = (look: ChartLook) => {
      const { x, series, scope } = of(look);
      return [scope, x.from, x.to, at(series, 0).points.length, series.at(-1)?.points.length];
    };
    expect(shown({})).toEqual(['all steps', 0, 7, 8, 2]);
    expect(shown({ zoom: 'epoch' })).toEqual(['last epoch', 4, 7, 4, 1]);
    expect(shown({ zoom: 'latest' })).toEqual(['last 100 steps', 0, 7, 8, 2]);
  });

  test('a zoom without steps shows all of them: at the start of a phase there is no last epoch', () => {
    const view = foldRunState(trained, made.phaseStarted({ phase: 1 }));
    expect(lossChart(view, { zoom: 'epoch' })).toEqual(lossChart(view));
    expect(lossChart(view, { zoom: 'epoch' })?.scope).toBe('all steps');
  });

  test('the axis reaches the planned end of the phase until the run has ended', () => {
    const after = (...metrics: readonly Metric[]) => lossChart(viewOf(...started, ...metrics))?.x.to;
    expect(after(made.step(), made.step())).toBe(7);
    expect(after(made.step(), made.step(), made.step(), made.runEnded())).toBe(2);
    expect(after(made.step(), made.step(), made.step(), made.phaseStarted({ phase: 1 }))).toBe(2);
  });

  test('the lowest and highest loss of many steps', () => {
    const values = Array.from({ length: 2048 }, (_, i) => i);
    const [raw] = lossChart(viewOf(made.runStarted(), ...losses(...values)))?.series ?? [];
    expect(raw?.name).toBe('range of 4 steps');
    expect(raw?.points.slice(0, 2)).toEqual([{ x: 3, y: 0 }, { x: 3, y: 3 }]); // prettier-ignore
  });

  test('extreme losses are above the limit of the axis', () => {
    const cut = (...values: readonly number[]) => lossChart(viewOf(...losses(...values)));
    expect(cut(2, 1e9, NaN, Infinity)).toMatchObject({
      y: { to: 3 },
      note: 'Losses above 3 are cut off.',
    });
    for (const calm of [cut(2, 2.5), cut(NaN)])
      expect([calm?.y.to, calm?.note]).toEqual([undefined, undefined]);
  });

  test('several phases are marked where they start, except those without training', () => {
    const phase = (number: number) => made.phaseStarted({ phase: number, name: `fit ${number}` });
    const one = [phase(0), made.step(), made.step()];
    expect(lossChart(viewOf(...one, phase(1)))?.marks).toEqual([]);
    expect(lossChart(viewOf(...one, phase(1), made.step(), phase(2)))?.marks).toEqual([
      { x: 0, labels: ['fit 0', 'phase 1', '1'] },
      { x: 2, labels: ['fit 1', 'phase 2', '2'] },
    ]);
  });
});

test('chartsOf leaves out charts without data', () => {
  const names = (...metrics: readonly Metric[]) =>
    chartsOf(metrics.reduce(foldRunState, noRunState)).map(({ name }) => name);
  expect(names()).toEqual([]);
  expect(names(made.predictionSummary({ kind: 'tta' }))).toEqual([]);
  expect(names(made.step())).toEqual(['loss', 'learning-rate']);
  expect(names(made.step(), made.epochRow())).toEqual(['loss', 'accuracy', 'learning-rate']);
});
