import { at, type Targets } from '../../core/index.ts';
import { concatPredictions, concatTargets, type Predictions, type Score } from '../scores/index.ts';
import { singleLabel } from './single-label.ts';
import type { ClassSummary, Task } from './task.ts';

/** Options of {@link scoring}. */
export interface ScoringConfig {
  readonly task: Task;
  readonly scores: readonly Score[];
  /** Number of outputs of the network. */
  readonly outputs: number;
}

/** Scores of all images so far, to which those of a batch are added. */
export interface Scoring {
  /**
   * Returns the scoring with a batch added.
   *
   * @param predictions `comparable` values or probabilities `[N, C]`
   * @param targets those of the N images
   */
  readonly add: (predictions: Predictions, targets: Targets) => Scoring;
  /** Returns the scores and counts of the images so far. */
  readonly result: () => Scored;
}

/** Scores and counts of images. */
export interface Scored extends ClassSummary {
  /** By name; empty without images. */
  readonly scores: Readonly<Record<string, number>>;
}

interface Sums {
  readonly count: number;
  /** The sum of each mean score over the images; 0 for others. */
  readonly totals: readonly number[];
  readonly summary: ClassSummary | null;
  /** The batches, if a score needs all predictions together. */
  readonly parts: readonly { readonly predictions: Predictions; readonly targets: Targets }[];
}

/**
 * Returns a score of images; NaN if there are none.
 *
 * @param predictions `comparable` values or probabilities `[N, C]`
 * @param targets those of the N images
 * @param task by default one class per image
 * @category Scores
 */
export const scoreOf = (
  score: Score,
  predictions: Predictions,
  targets: Targets,
  task: Task = singleLabel(),
): number =>
  scoring({ task, scores: [score], outputs: predictions.shape[1] })
    .add(predictions, targets)
    .result().scores[score.name] ?? NaN;

/**
 * Returns the scoring of no images, to which batches are added.
 *
 * @category Tasks
 */
export const scoring = (config: ScoringConfig): Scoring =>
  from(config, { count: 0, totals: config.scores.map(() => 0), summary: null, parts: [] });

const from = (config: ScoringConfig, sums: Sums): Scoring => ({
  add: (predictions, targets) => {
    const { task, scores, outputs } = config;
    const summary = task.summary(predictions, targets, outputs);
    return from(config, {
      count: sums.count + predictions.shape[0],
      totals: scores.map((score, i) =>
        'perExample' in score
          ? score.perExample(predictions, targets).reduce((sum, value) => sum + value, at(sums.totals, i))
          : 0,
      ),
      summary: sums.summary === null ? summary : task.add(sums.summary, summary),
      parts: scores.some((score) => 'ofAll' in score)
        ? [...sums.parts, { predictions, targets }]
        : sums.parts,
    });
  },
  result: () => resultOf(config, sums),
});

function resultOf({ scores, outputs, task }: ScoringConfig, { count, totals, summary, parts }: Sums): Scored {
  if (summary === null || count === 0) return { scores: {}, ...emptySummary(task, outputs) };
  const all = {
    predictions: concatPredictions(
      parts.map(({ predictions }) => predictions),
      outputs,
    ),
    targets: concatTargets(parts.map(({ targets }) => targets)),
  };
  const valueOf = (score: Score, i: number): number => {
    if ('perExample' in score) return at(totals, i) / count;
    return 'ofCounts' in score ? score.ofCounts(summary.counts) : score.ofAll(all.predictions, all.targets);
  };
  return {
    scores: Object.fromEntries(scores.map((score, i) => [score.name, valueOf(score, i)])),
    ...summary,
  };
}

const emptySummary = (task: Task, outputs: number): ClassSummary =>
  task.summary({ shape: [0, outputs], data: new Float32Array() }, task.collate([], outputs), outputs);
