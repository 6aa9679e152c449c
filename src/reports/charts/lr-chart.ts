import { at, lastOf } from '../../core/index.ts';
import { formatRate } from '../format.ts';
import type { RunState } from '../folds/run-state.ts';
import { suggestionsOf } from '../lr-suggestions.ts';
import type { Chart } from './chart.ts';

/** Returns the loss by learning rate of a search: fastai's plot of lr_find, with its suggestions. Null without a search. */
export function lrChart({ search, found }: RunState): Chart | null {
  const steps = search.filter(({ smoothLoss }) => Number.isFinite(smoothLoss));
  if (steps.length < 2) return null;
  const points = steps.map(({ learningRate, smoothLoss }) => ({ x: learningRate, y: smoothLoss }));
  const [from, to] = [at(points, 0).x, lastOf(points).x];
  // Where the loss explodes, it would flatten the rest.
  const limit = 2 * Math.max(...points.slice(0, Math.ceil(points.length / 2)).map(({ y }) => y));
  const marks = suggestionsOf(found)
    .map(({ name, rate }) => ({ x: rate, labels: [`${name} ${formatRate(rate)}`, name] as const }))
    .sort((a, b) => a.x - b.x);
  return {
    name: 'lr-find',
    title: 'Loss by learning rate',
    description: `Smoothed training loss at learning rates from ${formatRate(from)} to ${formatRate(to)}.`,
    x: { name: 'learning rate', from, to, log: true },
    y: { name: 'loss' },
    series: [
      {
        name: 'smoothed',
        tone: 'smooth',
        mark: 'line',
        points: points.map(({ x, y }) => ({ x, y: Math.min(y, limit) })),
      },
    ],
    levels: [],
    marks,
  };
}
