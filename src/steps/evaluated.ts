import { concat, concatMap, defer, of, type OperatorFunction } from 'rxjs';
import type { Batch, Capabilities, EvaluationStep, ItemSkipped } from '../core/index.ts';
import { tf, type Tensor4D } from '../engine/index.ts';
import {
  addConfusions,
  confusionMatrix,
  predictedClasses,
  type Confusion,
  type Loss,
  type Model,
  type Predictions,
  type Score,
} from '../nn/index.ts';
import { skippedOf } from './skipped-of.ts';

export interface EvaluatedConfig extends Pick<Capabilities, 'now'> {
  /** Borrowed. */
  readonly model: Model;
  readonly loss: Loss;
  readonly scores: readonly Score[];
  readonly phase: number;
  readonly epoch: number;
  /** How many batches there are. */
  readonly steps: number;
}

/** What a whole pass found; means are over pictures. */
export interface EvaluationResult {
  readonly _tag: 'EvaluationResult';
  readonly count: number;
  /** Null where there was no picture. */
  readonly loss: number | null;
  readonly scores: Readonly<Record<string, number>>;
  readonly confusion: Confusion;
}

interface Sums {
  count: number;
  loss: number;
  scores: number[];
  confusion: Confusion;
}

/**
 * Runs the network over batches without training it, and sums up when they end.
 *
 * ```
 * source      -a-b-|
 * output      -x-y-(r|)    x, y progress; r the result over all pictures
 * ```
 *
 * Takes over the batches. Losses and scores are weighted by pictures, so that a short last batch counts for what it
 * holds (fastai's Recorder).
 */
export const evaluated =
  (
    config: EvaluatedConfig,
  ): OperatorFunction<Batch<Tensor4D>, EvaluationStep | ItemSkipped | EvaluationResult> =>
  (source) =>
    defer(() => {
      const { model, scores, now, phase, epoch, steps } = config;
      const classes = model.network.outputs;
      const none = Array.from({ length: classes }, () => Array<number>(classes).fill(0));
      const sums: Sums = { count: 0, loss: 0, scores: scores.map(() => 0), confusion: none };
      let idleSince = now();
      const progress = source.pipe(
        concatMap((batch) => {
          const skipped = skippedOf(batch, 'valid');
          const count = batch.size;
          addBatch(sums, batch, config);
          const ended = now();
          const step: EvaluationStep = {
            _tag: 'EvaluationStep',
            phase,
            epoch,
            step: batch.index,
            steps,
            count,
            imagesPerSecond: (1000 * count) / Math.max(ended - idleSince, 1e-3),
          };
          idleSince = ended;
          return of(...skipped, step);
        }),
      );
      return concat(
        progress,
        defer(() => of(resultOf(sums, scores))),
      );
    });

function addBatch(sums: Sums, batch: Batch<Tensor4D>, { model, loss, scores }: EvaluatedConfig): void {
  using owned = batch;
  const { images, targets } = owned;
  if (images === null) return;
  const logits = model.infer(images);
  const losses = loss.perPicture(logits, targets);
  const predictions: Predictions = { shape: logits.shape, data: logits.dataSync<'float32'>() };
  const total = losses.dataSync<'float32'>().reduce((sum, value) => sum + value, 0);
  tf.dispose([logits, losses]);
  const { classes } = targets;
  sums.count += owned.size;
  sums.loss += total;
  scores.forEach((score, i) => {
    sums.scores[i] = score
      .perPicture(predictions, classes)
      .reduce((sum, share) => sum + share, sums.scores[i] ?? 0);
  });
  sums.confusion = addConfusions(
    sums.confusion,
    confusionMatrix(classes, predictedClasses(predictions), model.network.outputs),
  );
}

const resultOf = (
  { count, loss, scores: totals, confusion }: Sums,
  scores: readonly Score[],
): EvaluationResult => ({
  _tag: 'EvaluationResult',
  count,
  loss: count === 0 ? null : loss / count,
  scores:
    count === 0 ? {} : Object.fromEntries(scores.map(({ name }, i) => [name, (totals[i] ?? NaN) / count])),
  confusion,
});
