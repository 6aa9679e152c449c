import { printable } from '../../core/index.ts';
import { bucketsOf, type Bucket } from '../folds/curve.ts';
import type { PhaseStart, RunState } from '../folds/run-state.ts';
import type { Mark, Point, XAxis } from './chart.ts';

/** The steps to show: all, those of the last epoch, or the last 100. */
export type Zoom = 'all' | 'epoch' | 'latest';

const scopes = { all: 'all steps', epoch: 'last epoch', latest: 'last 100 steps' } as const;

/** The training steps of a zoom, and their axis. */
export interface StepRange {
  readonly buckets: readonly Bucket[];
  readonly scope: string;
  readonly x: XAxis;
  readonly marks: readonly Mark[];
}

/** Returns the steps of a zoom, or all if it has none, on an axis up to the planned end of the run; null without steps. */
export function stepRange(state: RunState, zoom: Zoom): StepRange | null {
  const buckets = bucketsIn(state, zoom);
  const [first, last] = [buckets[0], buckets.at(-1)];
  // At the start of a phase, and in one that only predicts, there is no last epoch.
  if (first === undefined || last === undefined) return zoom === 'all' ? null : stepRange(state, 'all');
  const from = zoom === 'all' ? 0 : first.at;
  const end = zoom === 'all' ? plannedEnd(state).steps - 1 : last.at;
  return {
    buckets,
    scope: scopes[zoom],
    x: { name: 'training step', from, to: Math.max(from + 1, end) },
    marks: phaseMarks(state, from, ({ steps }) => steps),
  };
}

function bucketsIn({ curves, progress, steps }: RunState, zoom: Zoom): readonly Bucket[] {
  switch (zoom) {
    case 'all':
      return bucketsOf(curves.all);
    case 'epoch': {
      const from = steps - (progress.last?.steps ?? 0);
      return [curves.before, curves.epoch].flatMap(bucketsOf).filter(({ at }) => at >= from);
    }
    case 'latest':
      return curves.latest.map(({ loss, ...point }) => ({ ...point, steps: 1, low: loss, high: loss }));
  }
}

/** Returns the numbers of steps and epochs at the end of the current phase while it trains, otherwise those so far. */
export function plannedEnd({
  phases,
  progress,
  steps,
  epochs,
  ended,
}: RunState): Pick<PhaseStart, 'steps' | 'epochs'> {
  const start = phases.at(-1);
  if (start === undefined || progress.last === null || ended !== null) return { steps, epochs };
  const { phase } = start;
  return {
    steps: Math.max(steps, start.steps + phase.epochs * phase.stepsPerEpoch),
    epochs: Math.max(epochs, start.epochs + phase.epochs),
  };
}

/** Returns the starts of the phases that train, if there are several. */
export function phaseMarks(
  state: RunState,
  from: number,
  xOf: (start: PhaseStart) => number,
): readonly Mark[] {
  const starts = state.phases.filter(({ steps }, i) => steps < (state.phases[i + 1] ?? state).steps);
  return starts.length < 2
    ? []
    : starts
        .map((start): Mark => {
          const { name, phase } = start.phase;
          return { x: xOf(start), labels: [printable(name), `phase ${phase + 1}`, String(phase + 1)] };
        })
        .filter(({ x }) => x >= from);
}

/** Returns the smoothed loss by step. */
export const smoothedLoss = (buckets: readonly Bucket[]): readonly Point[] =>
  buckets.map(({ at, smoothLoss }) => ({ x: at, y: smoothLoss }));

/** Returns the validation loss of each epoch, at the last step before it. */
export const validLoss = ({ rows }: RunState): readonly Point[] =>
  rows.flatMap(({ row, steps }) => (row.validLoss === null ? [] : [{ x: steps - 1, y: row.validLoss }]));

/** Returns a score by epoch; an epoch without it is a gap. */
export const scoreByEpoch = ({ rows }: RunState, name: string): readonly Point[] =>
  rows.map(({ row, number }) => ({ x: number, y: row.scores[name] ?? NaN }));

/** Returns the finite values of points. */
export const finite = (points: readonly Point[]): readonly number[] =>
  points.map(({ y }) => y).filter(Number.isFinite);
