import type { OperatorFunction } from 'rxjs';
import { printable, shortened, type ItemFault, type Metric } from '../../src/core/index.ts';
import { mapAccum } from '../../src/flow/index.ts';
import {
  experimentsOf,
  foldRunState,
  formatTime,
  formatValue,
  imagesFoundLines,
  lrChart,
  noRunState,
  profileLines,
  tableHeader,
  tableRow,
  type RunState,
} from '../../src/reports/index.ts';
import { classLines } from './class-lines.ts';
import { plot } from '../plot/plot.ts';
import {
  calibrationLine,
  evaluationLine,
  faultCounts,
  faultLine,
  fitEndedLine,
  foundLine,
  modelLines,
  phaseHeader,
  progressLine,
  resultLine,
  runHeader,
  scoresLine,
} from './plain-text.ts';

export interface PlainConfig {
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Minimum milliseconds between two progress lines; 10,000 by default. */
  readonly intervalMs?: number;
}

/** The number of skipped, and of damaged, images to name; the rest are only in metrics.jsonl. */
const MAX_NAMED = 5;

interface State {
  readonly run: RunState;
  /** Time of the last progress line. */
  readonly lastLineAt: number;
  /** The phase whose table header is printed; null if none is. */
  readonly table: number | null;
}

/**
 * Describes a run in log lines: network, data and engine; progress every ten seconds; the table of results, row by row;
 * skipped and damaged images; and the result.
 *
 * ```text
 * source      -a---b---c|     steps; intervalMs 5
 * output      -----b----|     b: the first step 5 or more after the start
 * ```
 */
export const plainLines = ({ now, intervalMs = 10_000 }: PlainConfig): OperatorFunction<Metric, string> =>
  mapAccum<Metric, State, string>(
    () => ({ ...initial, lastLineAt: now() }),
    (state, metric) => {
      const [next, lines] = fold(state, metric, now(), intervalMs);
      return [next, lines.map((line) => shortened(printable(line)))];
    },
  );

const initial: State = { run: noRunState, lastLineAt: 0, table: null };

function fold(
  before: State,
  metric: Metric,
  now: number,
  intervalMs: number,
): readonly [state: State, lines: readonly string[]] {
  const run = foldRunState(before.run, metric);
  const state = { ...before, run };
  switch (metric._tag) {
    case 'RunStarted':
      return [{ ...state, table: null }, runHeader(metric)];
    case 'ImagesFound':
      return [state, imagesFoundLines(metric)];
    case 'PhaseStarted':
      return [state, [phaseHeader(metric)]];
    case 'Step':
    case 'LrStep':
    case 'EvaluationStep':
      return now - state.lastLineAt < intervalMs
        ? [state, []]
        : [{ ...state, lastLineAt: now }, [progressLine(run.progress)]];
    case 'EpochRow': {
      const row = tableRow(metric);
      const lines = state.table === metric.phase ? [row] : [tableHeader(metric), row];
      return [{ ...state, table: metric.phase }, lines];
    }
    case 'ItemSkipped': {
      const { count } = run.skipped;
      return [state, count === before.run.skipped.count ? [] : faultLines(metric, count)];
    }
    case 'ItemDamaged': {
      const { count } = run.damaged;
      return [state, count === before.run.damaged.count ? [] : faultLines(metric, count)];
    }
    case 'PredictionSummary': {
      const scores = Object.entries(metric.scores).map(([name, value]) => `${name} ${formatValue(value)}`);
      return [
        state,
        metric.kind === 'tta' ? [`test-time augmentation: ${scores.join(', ')}`] : evaluationLine(run),
      ];
    }
    case 'LrFound':
      return [state, [...plotLines(run), foundLine(metric)]];
    case 'Notice':
      return [{ ...state, table: null }, [metric.text]];
    case 'FitEnded':
      return [state, [fitEndedLine(metric, run.progress.last)]];
    case 'Profile':
      return [{ ...state, table: null }, profileLines(metric)];
    case 'RunEnded': {
      const images = faultCounts(metric).map((text) => `, ${text}`);
      const ended = `${metric.why} after ${formatTime(metric.seconds)}${images.join('')}`;
      return [
        state,
        [
          ...classLines(run),
          ...modelLines(run),
          ...experimentsOf(run).slice(-1).flatMap(resultLine),
          ...scoresLine(run),
          ...calibrationLine(run),
          ended,
        ],
      ];
    }
    default:
      return [state, []];
  }
}

/** The size of a plot in a log, in characters. */
const PLOT = { width: 76, height: 14 } as const;

/** Returns the plot of a search for a learning rate. */
function plotLines(run: RunState): readonly string[] {
  const chart = lrChart(run);
  return chart === null
    ? []
    : plot(chart, PLOT).map((line) =>
        line
          .map(({ text }) => text)
          .join('')
          .trimEnd(),
      );
}

function faultLines(fault: ItemFault, count: number): readonly string[] {
  if (count <= MAX_NAMED) return [faultLine(fault)];
  const what = fault._tag === 'ItemSkipped' ? 'skipped' : 'damaged';
  return count === MAX_NAMED + 1 ? [`more images were ${what}; metrics.jsonl lists them all`] : [];
}
