import type { Metric, PredictionSummary } from '../core/index.ts';
import { jsonFile } from './json.ts';

/** The result of a run, with the column names of the book's table. */
export interface RunResult {
  readonly pipeline: string;
  readonly architecture: string;
  /** `failed` until the run ends. */
  readonly ended: 'completed' | 'stopped' | 'failed';
  /** The duration of the run; 0 until it ends. */
  readonly seconds: number;
  /** Finished epochs of all phases. */
  readonly epochs: number;
  readonly train_loss: number | null;
  readonly valid_loss: number | null;
  /** Number of distinct images that could not be used. */
  readonly skipped: number;
  /** The mean speed of training, including waits for batches; null before the first step. */
  readonly images_per_second: number | null;
  /** The peak resident memory in training, in bytes; null before the first step. */
  readonly peak_rss: number | null;
}

/** The result so far. */
export interface ResultState {
  readonly result: RunResult;
  /** Scores of the last validation, e.g. `accuracy`, and of test-time augmentation, e.g. `tta_accuracy`. */
  readonly scores: Readonly<Record<string, number>>;
  readonly skipped: ReadonlySet<string>;
  readonly trained: { readonly count: number; readonly ms: number };
}

/** The result before the first metric. */
export const noResult: ResultState = {
  result: {
    pipeline: '',
    architecture: '',
    ended: 'failed',
    seconds: 0,
    epochs: 0,
    train_loss: null,
    valid_loss: null,
    skipped: 0,
    images_per_second: null,
    peak_rss: null,
  },
  scores: {},
  skipped: new Set(),
  trained: { count: 0, ms: 0 },
};

/** Returns the result after one more metric. */
export function foldResult(state: ResultState, metric: Metric): ResultState {
  const { result, scores, skipped, trained } = state;
  const change = (changed: Partial<RunResult>): ResultState => ({
    ...state,
    result: { ...result, ...changed },
  });
  switch (metric._tag) {
    case 'RunStarted':
      return change({ pipeline: metric.pipeline, architecture: metric.architecture });
    case 'Step': {
      const count = trained.count + metric.count;
      const ms = trained.ms + metric.stepMs + metric.waitMs;
      const peak_rss = Math.max(result.peak_rss ?? 0, metric.memory.rssBytes);
      return { ...change({ images_per_second: (1000 * count) / ms, peak_rss }), trained: { count, ms } };
    }
    case 'EpochRow': {
      const changed = change({
        epochs: result.epochs + 1,
        train_loss: metric.trainLoss,
        valid_loss: metric.validLoss,
        peak_rss: Math.max(result.peak_rss ?? 0, metric.memory.rssBytes),
      });
      return { ...changed, scores: { ...scores, ...metric.scores } };
    }
    case 'ItemSkipped': {
      const paths = new Set(skipped).add(metric.path);
      return { ...change({ skipped: paths.size }), skipped: paths };
    }
    case 'PredictionSummary':
      return { ...state, scores: { ...scores, ...summaryScores(metric) } };
    case 'RunEnded':
      return change({ ended: metric.why, seconds: metric.seconds, skipped: metric.skipped });
    case 'Profile':
    case 'PhaseStarted':
    case 'EvaluationStep':
    case 'CheckpointSaved':
      return state;
  }
}

/** Returns the scores by name; those of test-time augmentation have the prefix `tta_`. */
export const summaryScores = ({ kind, scores }: PredictionSummary): Readonly<Record<string, number>> =>
  kind === 'tta'
    ? Object.fromEntries(Object.entries(scores).map(([name, value]) => [`tta_${name}`, value]))
    : scores;

/** Returns the content of result.json: the result and the scores side by side. */
export const resultJson = ({ result, scores }: ResultState): string => jsonFile({ ...result, ...scores });
