import { concatMap, defer, type OperatorFunction } from 'rxjs';
import { printable, type CheckpointSaved, type ItemSkipped, type Metric } from '../../src/core/index.ts';
import {
  foldExperiments,
  foldProgress,
  formatBytes,
  formatPlural,
  formatTime,
  noProgress,
  profileLines,
  tableHeader,
  tableRow,
  type ExperimentRow,
  type Progress,
} from '../../src/reports/index.ts';
import { phaseHeader, progressLine, resultLine, runHeader } from './plain-text.ts';

export interface PlainConfig {
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number;
  /** Milliseconds between two progress lines; 10 seconds by default. */
  readonly intervalMs?: number;
}

/** So many skipped pictures are named; the others are counted. */
const NAMED = 5;

interface State {
  readonly progress: Progress;
  /** When the last progress line was due. */
  readonly told: number;
  /** The phase whose table has its header. */
  readonly table: number | null;
  readonly skipped: ReadonlySet<string>;
  /** The latest file of the model. */
  readonly saved: CheckpointSaved | null;
  /** The runs so far, of which the last is told of: a chapter has several. */
  readonly runs: readonly ExperimentRow[];
  readonly lines: readonly string[];
}

/**
 * A run as lines of a log, where there is no terminal: what trains on what, a line of progress every ten seconds, the
 * book's table as it grows, pictures that were skipped, and how the run ended.
 *
 * ```
 * source      -a---b---c|     steps; intervalMs 5
 * output      -----b----|     b: the first that ends 5 or more after the run began
 * ```
 */
export function plainLines({ now, intervalMs = 10_000 }: PlainConfig): OperatorFunction<Metric, string> {
  return (source) =>
    defer(() => {
      let state: State = { ...silent, told: now() };
      return source.pipe(
        concatMap((metric) => {
          state = fold({ ...state, lines: [] }, metric, now(), intervalMs);
          return state.lines.map(printable);
        }),
      );
    });
}

const silent: State = {
  progress: noProgress,
  told: 0,
  table: null,
  skipped: new Set(),
  saved: null,
  runs: [],
  lines: [],
};

function fold(before: State, metric: Metric, now: number, intervalMs: number): State {
  const state = {
    ...before,
    progress: foldProgress(before.progress, metric),
    runs: foldExperiments(before.runs, metric),
  };
  switch (metric._tag) {
    case 'RunStarted':
      return { ...state, table: null, skipped: new Set(), saved: null, lines: runHeader(metric) };
    case 'PhaseStarted':
      return { ...state, lines: [phaseHeader(metric)] };
    case 'Step':
    case 'EvaluationStep':
      return now - state.told < intervalMs
        ? state
        : { ...state, told: now, lines: [progressLine(state.progress)] };
    case 'EpochRow': {
      const row = tableRow(metric);
      const lines = state.table === metric.phase ? [row] : [tableHeader(metric), row];
      return { ...state, table: metric.phase, lines };
    }
    case 'ItemSkipped': {
      if (state.skipped.has(metric.path)) return state;
      const skipped = new Set(state.skipped).add(metric.path);
      return { ...state, skipped, lines: skippedLines(metric, skipped.size) };
    }
    case 'PredictionSummary': {
      const scores = Object.entries(metric.scores).map(([name, value]) => `${name} ${value.toFixed(6)}`);
      return metric.kind === 'tta'
        ? { ...state, lines: [`test-time augmentation: ${scores.join(', ')}`] }
        : state;
    }
    case 'Profile':
      return { ...state, table: null, lines: profileLines(metric) };
    case 'CheckpointSaved':
      return { ...state, saved: metric };
    case 'RunEnded': {
      const skipped = metric.skipped === 0 ? '' : `, ${formatPlural(metric.skipped, 'picture')} skipped`;
      const ended = `${metric.why} after ${formatTime(metric.seconds)}${skipped}`;
      const saved =
        state.saved === null ? [] : [`weights: ${state.saved.path}, ${formatBytes(state.saved.bytes)}`];
      return { ...state, lines: [...saved, ...state.runs.slice(-1).flatMap(resultLine), ended] };
    }
  }
}

const skippedLines = ({ path, reason }: ItemSkipped, count: number): readonly string[] => {
  if (count <= NAMED) return [`skipped ${path}: ${reason}`];
  return count === NAMED + 1 ? ['more pictures are skipped; metrics.jsonl names them all'] : [];
};
