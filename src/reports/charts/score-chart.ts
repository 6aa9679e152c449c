import { printable } from '../../core/index.ts';
import { chanceOf } from '../folds/chance.ts';
import type { RunState } from '../folds/run-state.ts';
import { scoreName } from '../folds/score-name.ts';
import type { Chart, Level, Series } from './chart.ts';
import { finite, phaseMarks, plannedEnd, scoreByEpoch } from './parts.ts';

/**
 * Returns accuracy, or the first score, by epoch from 1 across all phases, with chance level, reference and test-time
 * augmentation. Null if there is no score.
 */
export function scoreChart(state: RunState): Chart | null {
  const name = scoreName(state);
  const points = scoreByEpoch(state, name);
  const values = finite(points);
  const [start, first, last] = [points[0], values[0], values.at(-1)];
  if (start === undefined || first === undefined || last === undefined) return null;
  const title = printable(name);
  const levels = name === 'accuracy' ? levelsOf(state) : [];
  const augmented = state.tta?.scores[name];
  const tta: Series | null =
    augmented === undefined
      ? null
      : {
          name: 'test-time augmentation',
          label: `TTA ${augmented.toFixed(4)}`,
          tone: 'rate',
          mark: 'symbols',
          symbol: '▲',
          // Beside the last epoch: it is another evaluation of the same weights.
          points: [{ x: state.epochs + 0.5, y: augmented }],
        };
  const all = finite([...points, ...(tta?.points ?? []), ...levels.map(({ value }) => ({ x: 0, y: value }))]);
  return {
    name: 'accuracy',
    title: `${title.charAt(0).toUpperCase()}${title.slice(1)} by epoch`,
    description: `${title} of the validation images by epoch, from ${first.toFixed(4)} to ${last.toFixed(4)}.`,
    x: {
      name: 'epoch',
      from: start.x,
      to: Math.max(plannedEnd(state).epochs, state.epochs + (tta === null ? 0 : 0.5)),
    },
    y: { name: title, ...(name === 'accuracy' ? { from: 0, to: roundUp(Math.max(0, ...all)) } : {}) },
    series: [
      {
        name: 'validation',
        label: last.toFixed(4),
        tone: 'score',
        mark: 'line with symbols',
        symbol: '●',
        points,
      },
      ...(tta === null ? [] : [tta]),
    ],
    levels,
    marks: phaseMarks(state, start.x - 0.5, ({ epochs }) => epochs + 0.5),
  };
}

/** Returns the levels to compare an accuracy with. */
function levelsOf(state: RunState): readonly Level[] {
  const { run } = state;
  if (run === null) return [];
  const { reference } = run;
  const chance = chanceOf(state);
  return [
    ...(chance === null ? [] : [{ name: 'chance', value: chance }]),
    ...(reference === null ? [] : [{ name: printable(reference.source), value: reference.accuracy }]),
  ];
}

/** Rounds up to the next fifth, with room for a number above. */
const roundUp = (value: number): number => Math.min(1, Math.ceil(5 * (value + 0.05)) / 5);
