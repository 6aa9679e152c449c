import { bucketsOf } from '../../folds/curve.ts';
import { formatCount, formatPlural } from '../../format.ts';
import { colourOf } from '../palette.ts';
import type { RunState } from '../../folds/run-state.ts';
import {
  chartFrame,
  LETTER,
  MAX_MARKS,
  phaseLines,
  pointOf,
  quietLine,
  trainingPhases,
} from './chart-frame.ts';
import { drawChart } from './draw-chart.ts';
import type { Plot, PlotLook } from './plot.ts';

/** Returns raw, smoothed and validation loss by training step; null if there was no step. */
export function lossPlot(state: RunState): Plot | null {
  const buckets = bucketsOf(state.curves.all);
  if (buckets.length === 0) return null;
  const valid = state.rows.flatMap(({ row: { validLoss }, steps }) =>
    validLoss === null ? [] : [pointOf(steps - 1, validLoss)],
  );
  const cut = cutAbove(
    [...buckets.map(({ smoothLoss }) => smoothLoss), ...valid.map(([, y]) => Number(y))],
    buckets.map(({ high }) => high),
  );
  return {
    name: 'loss',
    title: 'Loss by training step',
    description: `Raw and smoothed training loss of ${formatPlural(state.steps, 'step')}, and validation loss of ${formatPlural(state.epochs, 'epoch')}.`,
    note: cut === undefined ? '' : `Losses above ${cut} are cut off.`,
    size: { width: 880, height: 440 },
    draw: (look) => drawLoss(look, state, { valid, cut }),
  };
}

interface Shown {
  readonly valid: ReturnType<typeof pointOf>[];
  /** The upper limit of the y axis; undefined if it follows the data. */
  readonly cut: number | undefined;
}

function drawLoss(look: PlotLook, state: RunState, { valid, cut }: Shown): string {
  const buckets = bucketsOf(state.curves.all);
  const smoothed = buckets.map(({ at, smoothLoss }) => pointOf(at, smoothLoss));
  // Clipped lines leave the plot either way; this keeps huge numbers out of the SVG.
  const limit = cut === undefined ? Infinity : 2 * cut;
  const raw = buckets.flatMap(({ at, low, high }) =>
    (low === high ? [low] : [low, high]).map((y) => pointOf(at, Math.min(y, limit))),
  );
  const phases = trainingPhases(state.phases, state);
  const end = Math.max(1, state.steps - 1);
  const markLine = phaseLines(phases, {
    at: ({ steps }) => steps,
    end,
    letters: (look.width - 70) / end / LETTER,
  });
  const { width } = state.curves.all;
  const rawName = width === 1 ? 'each step' : `range of ${formatCount(width)} steps`;
  const line = { ...quietLine, symbol: 'none' };
  return drawChart('loss', look, {
    ...chartFrame({
      look,
      x: { name: 'training step', integer: true, from: 0, to: end, format: formatCount },
      y: { name: 'loss', ...(cut === undefined ? {} : { to: cut }) },
      phases: phases.length > 1,
      legend: [
        { name: rawName, marked: false },
        { name: 'smoothed', marked: false },
        ...(valid.length === 0 ? [] : [{ name: 'validation', marked: true }]),
      ],
    }),
    series: [
      {
        ...line,
        name: rawName,
        data: raw,
        color: colourOf('raw'),
        lineStyle: { width: 1, color: colourOf('raw') },
        markLine,
      },
      {
        ...line,
        name: 'smoothed',
        data: smoothed,
        color: colourOf('smooth'),
        lineStyle: { width: 2.5, color: colourOf('smooth') },
      },
      ...(valid.length === 0
        ? []
        : [
            {
              ...line,
              name: 'validation',
              data: valid,
              showAllSymbol: true,
              symbol: 'diamond',
              symbolSize: valid.length > MAX_MARKS ? 5 : 11,
              color: colourOf('valid'),
              itemStyle: { color: colourOf('valid'), borderColor: colourOf('paper'), borderWidth: 1 },
              lineStyle: { width: 1.5, type: [6, 4], color: colourOf('valid') },
            },
          ]),
    ],
  });
}

/**
 * Returns an upper limit that cuts off a few extreme steps, so that the others stay legible; undefined if no step is
 * much higher than the lines.
 */
function cutAbove(lines: readonly number[], raw: readonly number[]): number | undefined {
  const highest = Math.max(...lines.filter(Number.isFinite));
  const room = highest + Math.abs(highest) / 2;
  if (!Number.isFinite(room) || !raw.some((loss) => Number.isFinite(loss) && loss > room)) return undefined;
  const step = 10 ** Math.floor(Math.log10(Math.abs(room) || 1));
  return (Math.ceil((2 * room) / step) * step) / 2;
}
