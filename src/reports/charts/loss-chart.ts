import { formatCount, formatPlural } from '../format.ts';
import type { RunState } from '../folds/run-state.ts';
import type { Chart, Series } from './chart.ts';
import { finite, smoothedLoss, stepRange, validLoss, type Zoom } from './parts.ts';

/** The part of a run that charts by training step show, and how. */
export interface ChartLook {
  readonly zoom?: Zoom;
  /** Which training losses to show; both by default. */
  readonly smoothing?: 'both' | 'smoothed' | 'raw';
  /** Whether the axis of the loss is logarithmic. */
  readonly log?: boolean;
}

/**
 * Returns the loss by training step: the lowest and highest raw loss, the smoothed loss, and validation. Null if there
 * was no step.
 */
export function lossChart(
  state: RunState,
  { zoom = 'all', smoothing = 'both', log = false }: ChartLook = {},
): Chart | null {
  const range = stepRange(state, zoom);
  if (range === null) return null;
  const { buckets, scope, x, marks } = range;
  const { width } = state.curves.all;
  const raw: Series = {
    name: width === 1 ? 'each step' : `range of ${formatCount(width)} steps`,
    label: 'raw',
    tone: 'raw',
    mark: 'dots',
    points: buckets.flatMap(({ at, low, high }) =>
      (low === high ? [low] : [low, high]).map((y) => ({ x: at, y })),
    ),
  };
  const smoothed = smoothedLoss(buckets);
  const valid = validLoss(state).filter((point) => point.x >= x.from);
  const cut = cutAbove(finite([...smoothed, ...valid]), finite(raw.points));
  return {
    name: 'loss',
    title: 'Loss by training step',
    description: `Raw and smoothed training loss of ${formatPlural(state.steps, 'step')}, and validation loss of ${formatPlural(state.epochs, 'epoch')}.`,
    scope,
    ...(cut === undefined ? {} : { note: `Losses above ${cut} are cut off.` }),
    x,
    y: { name: 'loss', log, ...(cut === undefined ? {} : { to: cut }) },
    series: [
      ...(smoothing === 'smoothed' ? [] : [raw]),
      ...(smoothing === 'raw'
        ? []
        : [{ name: 'smoothed', tone: 'smooth', mark: 'line', points: smoothed } as const]),
      ...(valid.length === 0
        ? []
        : [{ name: 'validation', tone: 'valid', mark: 'symbols', symbol: '◆', points: valid } as const]),
    ],
    levels: [],
    marks,
  };
}

/**
 * Returns an upper limit that cuts off a few extreme steps, so that the others stay legible; undefined if no step is
 * much higher than the lines.
 */
function cutAbove(lines: readonly number[], raw: readonly number[]): number | undefined {
  const highest = Math.max(...lines);
  const room = highest + Math.abs(highest) / 2;
  const size = Math.abs(room);
  // At 0, the axis would have no height.
  if (!Number.isFinite(size) || size < Number.EPSILON || !raw.some((loss) => loss > room)) return undefined;
  const step = 10 ** Math.floor(Math.log10(size));
  return (Math.ceil((2 * room) / step) * step) / 2;
}
