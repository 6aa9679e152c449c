import { pixelsOf } from '../batches/index.ts';
import { at, type Batch, type Explanation, type NotPredicted } from '../core/index.ts';
import type { Tensor4D } from '../engine/index.ts';
import { heatMapsOf, predictedClasses, rowsOf } from '../nn/for-inference.ts';
import { inferred } from './inferred.ts';
import { inOrder } from './in-order.ts';
import type { Predictor } from './predictor.ts';

/** What is explained. */
export interface ExplainedBatchConfig {
  /** Borrowed. */
  readonly predictor: Pick<Predictor, 'description' | 'inference' | 'task' | 'model'>;
  /** The index of the class; null for the most probable one of each image. */
  readonly chosen: number | null;
  readonly stage: string | undefined;
}

/**
 * Returns the explanations of the images of a batch, in the order of the positions in their files' `index`; those that
 * could not be used in their places. Takes ownership of the batch.
 */
export function explainedBatch(
  batch: Batch<Tensor4D>,
  config: ExplainedBatchConfig,
): readonly (Explanation | NotPredicted)[] {
  using owned = batch;
  return inOrder(owned, owned.images === null ? [] : explain(owned.images, config));
}

/** Explains images `[N, H, W, 3]`, borrowed. */
function explain(
  images: Tensor4D,
  { predictor, chosen, stage }: ExplainedBatchConfig,
): readonly Omit<Explanation, 'path' | 'warning'>[] {
  const { description, inference, task, model } = predictor;
  const { vocab, normalization } = description;
  const rows = rowsOf(task.probabilities(inferred(inference, images)));
  const classes = rows.map((row) => chosen ?? mostProbable(row.subarray(0, vocab.length)));
  const maps = heatMapsOf(model, images, { classes, stage });
  return pixelsOf(images, normalization).map((pixels, i) => {
    const index = at(classes, i);
    return { label: at(vocab, index), probability: at(at(rows, i), index), pixels, map: at(maps, i) };
  });
}

/** Outputs beyond the classes have no name, and are never explained. */
const mostProbable = (row: Float32Array): number =>
  at(predictedClasses({ shape: [1, row.length], data: row }), 0);
