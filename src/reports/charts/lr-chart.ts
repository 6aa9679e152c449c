import { at, lastOf } from '../../core/index.ts';
import { formatRate } from '../format.ts';
import type { RunState } from '../folds/run-state.ts';
import { suggestionsOf, type Suggestion } from '../lr-suggestions.ts';
import type { Chart, Point, RunTone, Series } from './chart.ts';

/** Returns the loss by learning rate of a search: fastai's plot of lr_find, with its suggestions. Null without a search. */
export function lrChart({ search, found }: RunState): Chart | null {
  const steps = search.filter(({ smoothLoss }) => Number.isFinite(smoothLoss));
  if (steps.length < 2) return null;
  // Where the loss explodes, it would flatten the rest.
  const limit = 2 * Math.max(...steps.slice(0, Math.ceil(steps.length / 2)).map((step) => step.smoothLoss));
  const points = steps.map(({ learningRate, smoothLoss }) => ({
    x: learningRate,
    y: Math.min(smoothLoss, limit),
  }));
  const [from, to] = [at(points, 0).x, lastOf(points).x];
  return {
    name: 'lr-find',
    title: 'Loss by learning rate',
    description: [
      `Smoothed training loss at learning rates from ${formatRate(from)} to ${formatRate(to)}.`,
      ...suggestionsOf(found).map(({ name, rate }) => `${name}: ${formatRate(rate)}.`),
    ].join(' '),
    ...(steps.some(({ smoothLoss }) => smoothLoss > limit)
      ? { note: `Losses above ${Number(limit.toPrecision(3))} are cut off.` }
      : {}),
    x: { name: 'learning rate', from, to, log: true },
    y: { name: 'loss' },
    series: [
      { name: 'smoothed', tone: 'smooth', mark: 'line', points },
      ...suggestionsOf(found).map((suggestion) => suggestionSeries(suggestion, points)),
    ],
    levels: [],
    marks: [],
  };
}

const tones: Readonly<Record<Suggestion['name'], RunTone>> = {
  minimum: 'run2',
  steep: 'run3',
  valley: 'run4',
  slide: 'run5',
};

/** Returns a suggestion as a point of the curve. */
const suggestionSeries = ({ name, letter, rate }: Suggestion, points: readonly Point[]): Series => ({
  name: `${name} ${formatRate(rate)}`,
  label: name,
  tone: tones[name],
  mark: 'symbols',
  symbol: letter,
  points: [{ x: rate, y: lossAt(points, rate) }],
});

/** Returns the loss of the last step whose rate is not above the given one. */
const lossAt = (points: readonly Point[], rate: number): number =>
  points.findLast(({ x }) => x <= rate * (1 + 1e-9))?.y ?? at(points, 0).y;
