import { printable } from '../../core/index.ts';
import { bucketsOf } from '../folds/curve.ts';
import type { RunState } from '../folds/run-state.ts';
import { scoreName } from '../folds/score-name.ts';
import type { Chart, RunTone, Series } from './chart.ts';
import { scoreByEpoch, smoothedLoss, validLoss } from './parts.ts';

/** Returns the letter and the colour that identify a run, from its position: up to six runs can be compared. */
export const runMark = (i: number): { readonly letter: string; readonly tone: RunTone } => ({
  letter: 'ABCDEF'.charAt(i),
  tone: `run${i + 1}` as RunTone,
});

/**
 * Returns the charts that compare runs: their losses, then each score that is the main one of a run. Leaves out charts
 * without data.
 */
export const comparedCharts = (runs: readonly RunState[]): readonly Chart[] => {
  const scored = runs.filter(({ scores }) => Object.keys(scores ?? {}).length > 0);
  return [
    comparedLoss(runs),
    ...[...new Set(scored.map(scoreName))].map((name) => comparedScore(runs, name)),
  ].filter((chart) => chart !== null);
};

const comparedLoss = (runs: readonly RunState[]): Chart | null =>
  compared(
    'loss',
    'training step',
    'loss by training step: smoothed (a), validation (A)',
    runs.flatMap((run, i): readonly Series[] => {
      const { letter, tone } = runMark(i);
      return [
        {
          name: `${letter}, smoothed`,
          tone,
          mark: 'line',
          // At the end of each line, it identifies lines that cross.
          symbol: letter.toLowerCase(),
          points: smoothedLoss(bucketsOf(run.curves.all)),
        },
        { name: `${letter}, validation`, tone, mark: 'symbols', symbol: letter, points: validLoss(run) },
      ];
    }),
  );

const comparedScore = (runs: readonly RunState[], name: string): Chart | null =>
  compared(
    printable(name),
    'epoch',
    `${printable(name)} by epoch`,
    runs.map((run, i): Series => {
      const { letter, tone } = runMark(i);
      return {
        name: letter,
        tone,
        mark: 'line with symbols',
        symbol: letter,
        points: scoreByEpoch(run, name),
      };
    }),
  );

function compared(
  name: string,
  xName: Chart['x']['name'],
  title: string,
  series: readonly Series[],
): Chart | null {
  const xs = series.flatMap(({ points }) => points.filter(({ y }) => Number.isFinite(y)).map(({ x }) => x));
  return xs.length === 0
    ? null
    : {
        name,
        title,
        description: `${title}, of several runs.`,
        x: { name: xName, from: Math.min(...xs), to: Math.max(...xs) },
        y: { name },
        series,
        levels: [],
        marks: [],
      };
}
