import { bucketsOf, experimentsOf, scoreName, type Bucket } from '../../src/reports/index.ts';
import type { Look } from './keys.ts';
import type { RunState } from '../../src/reports/index.ts';
import type { Layer, Marker, PlotSpec, Point } from '../plot/plot.ts';

/** In characters, including axes. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Plots the loss by training step: the lowest and highest raw loss as dots, the smoothed loss as a line, validation as ◆.
 * Null if there are no steps.
 */
export function lossPlot(view: RunState, { zoom, smoothing, log }: Look, size: Size): PlotSpec | null {
  const buckets = bucketsIn(view, zoom);
  const [first, last] = [buckets[0], buckets.at(-1)];
  if (first === undefined || last === undefined) return null;
  const x =
    zoom === 'all'
      ? ([0, Math.max(last.at, plannedSteps(view) - 1)] as const)
      : ([first.at, last.at] as const);
  const raw = buckets.flatMap(({ at, low, high }) => (low === high ? [low] : [low, high]).map(pointAt(at)));
  const smoothed = buckets.map(({ at, smoothLoss }) => ({ x: at, y: smoothLoss }));
  const markers = view.rows.flatMap(({ row, steps }): readonly Marker[] =>
    row.validLoss === null || steps - 1 < first.at
      ? []
      : [{ x: steps - 1, y: row.validLoss, char: '◆', tone: 'valid' }],
  );
  const layers: readonly Layer[] = [
    ...(smoothing === 'smoothed' ? [] : [{ tone: 'raw' as const, joined: false, points: raw }]),
    ...(smoothing === 'raw' ? [] : [{ tone: 'smooth' as const, joined: true, points: smoothed }]),
  ];
  const y = rangeOf([...layers.flatMap(({ points }) => points), ...markers]);
  return {
    ...size,
    x,
    y,
    log,
    layers,
    markers,
    verticals: phaseStarts(view, first.at),
  };
}

/** Plots a score by epoch, with the chance level and the reference. Null if there are no scores. */
export function scorePlot(view: RunState, size: Size): PlotSpec | null {
  const name = scoreName(view);
  const points = view.rows.flatMap(({ row: { scores }, number }) => {
    const y = scores[name];
    return y === undefined ? [] : [{ x: number, y }];
  });
  if (points.length === 0) return null;
  const first = points[0]?.x ?? 1;
  const x = [first, Math.max(first + 1, view.epochs, plannedEpochs(view))] as const;
  const { chance, reference } = experimentsOf(view).at(-1) ?? { chance: null, reference: null };
  const others = name === 'accuracy' ? [chance, reference?.accuracy ?? null] : [];
  const dotted = others.flatMap((y): readonly Layer[] =>
    y === null ? [] : [{ tone: 'quiet', joined: false, points: across(x, size.width / 2).map(pointOf(y)) }],
  );
  return {
    ...size,
    x,
    y: rangeOf([...points, ...dotted.flatMap((layer) => layer.points)]),
    log: false,
    layers: [...dotted, { tone: 'score', joined: true, points }],
    markers: points.map((point) => ({ ...point, char: '●', tone: 'score' })),
    verticals: [],
  };
}

/** Plots the learning rate of the current phase and marks its current value. Null if there are no steps. */
export function ratePlot(view: RunState, size: Size): PlotSpec | null {
  const from = view.phases.at(-1)?.steps ?? 0;
  const points = bucketsOf(view.curves.all)
    .filter(({ at }) => at >= from)
    .map(({ at, learningRate }) => ({ x: at, y: learningRate }));
  const last = points.at(-1);
  if (last === undefined) return null;
  return {
    ...size,
    x: [from, Math.max(last.x, plannedSteps(view) - 1)],
    y: rangeOf(points),
    log: false,
    layers: [{ tone: 'rate', joined: true, points }],
    markers: [{ ...last, char: '●', tone: 'rate' }],
    verticals: [],
  };
}

function bucketsIn({ curves, progress, steps }: RunState, zoom: Look['zoom']): readonly Bucket[] {
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

/** Returns the number of training steps at the end of the current phase. A phase that only predicts adds none. */
function plannedSteps({ phases, progress, steps }: RunState): number {
  const start = phases.at(-1);
  if (start === undefined || progress.last === null) return steps;
  return start.steps + start.phase.epochs * start.phase.stepsPerEpoch;
}

function plannedEpochs({ epochs, phases, progress: { last } }: RunState): number {
  const start = phases.at(-1);
  return start === undefined || last === null ? epochs : start.epochs + start.phase.epochs;
}

const phaseStarts = ({ phases }: RunState, after: number): readonly number[] =>
  phases.map(({ steps }) => steps).filter((steps) => steps > after);

function rangeOf(points: readonly Point[]): readonly [number, number] {
  const values = points.map(({ y }) => y).filter(Number.isFinite);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (values.length === 0) return [0, 1];
  return high > low ? [low, high] : [low - Math.abs(low || 1) / 10, high + Math.abs(high || 1) / 10];
}

const across = ([from, to]: readonly [number, number], count: number): readonly number[] =>
  Array.from({ length: Math.ceil(count) }, (_, i) => from + ((to - from) * i) / count);

const pointOf =
  (y: number) =>
  (x: number): Point => ({ x, y });

const pointAt =
  (x: number) =>
  (y: number): Point => ({ x, y });
