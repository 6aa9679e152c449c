import type { Metric } from '../core/index.ts';

/** What a run came to, in the names of the book's table. */
export interface RunResult {
  readonly pipeline: string;
  readonly architecture: string;
  /** `failed` until the run says how it ended. */
  readonly ended: 'completed' | 'stopped' | 'failed';
  /** Of the whole run; 0 until it says so. */
  readonly seconds: number;
  /** Epochs that were finished, all phases together. */
  readonly epochs: number;
  readonly train_loss: number | null;
  readonly valid_loss: number | null;
  /** Distinct images that could not be used. */
  readonly skipped: number;
  /** Mean of training, in the engine and waiting for it; null before the first step. */
  readonly images_per_second: number | null;
  /** The greatest resident memory that was seen in training, bytes; null before the first step. */
  readonly peak_rss: number | null;
}

/** A result in the making. */
export interface ResultState {
  readonly result: RunResult;
  /** Metrics of the last validation by name, e.g. `accuracy`, and of test-time augmentation, e.g. `tta_accuracy`. */
  readonly scores: Readonly<Record<string, number>>;
  readonly skipped: ReadonlySet<string>;
  readonly trained: { readonly count: number; readonly ms: number };
}

/** Before the first metric. */
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

/** The result with one metric more: a fold. */
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
      return {
        ...state,
        scores: { ...scores, ...prefixed(metric.kind === 'tta' ? 'tta_' : '', metric.scores) },
      };
    case 'RunEnded':
      return change({ ended: metric.why, seconds: metric.seconds, skipped: metric.skipped });
    case 'Profile':
    case 'PhaseStarted':
    case 'EvaluationStep':
    case 'CheckpointSaved':
      return state;
  }
}

const prefixed = (
  prefix: string,
  scores: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(scores).map(([name, value]) => [`${prefix}${name}`, value]));

/** The text of result.json: the result and the scores side by side. */
export const resultJson = ({ result, scores }: ResultState): string =>
  `${JSON.stringify({ ...result, ...scores }, null, 2)}\n`;
