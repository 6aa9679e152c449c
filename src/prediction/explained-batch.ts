import { pixelsOf } from '../batches/index.ts';
import { at, type Batch, type Explanation, type NotPredicted } from '../core/index.ts';
import type { Tensor4D } from '../engine/index.ts';
import { heatMapsOf, predictedClasses, rowsOf } from '../nn/for-inference.ts';
import { inferred } from './inferred.ts';
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
  const { images, files, skipped, damaged } = owned;
  const warnings = new Map(damaged.map(({ file, reason }) => [file.index, reason]));
  const explained = (images === null ? [] : explain(images, config)).map(
    (explanation, i): readonly [number, Explanation] => {
      const { path, index } = at(files, i);
      const warning = warnings.get(index);
      return [index, { path, ...explanation, ...(warning === undefined ? {} : { warning }) }];
    },
  );
  const failed = skipped.map(({ file: { path, index }, reason }): readonly [number, NotPredicted] => [
    index,
    { path, error: reason },
  ]);
  return [...explained, ...failed].sort(([a], [b]) => a - b).map(([, each]) => each);
}

/** Explains images `[N, H, W, 3]`, borrowed. */
function explain(
  images: Tensor4D,
  { predictor, chosen, stage }: ExplainedBatchConfig,
): readonly Omit<Explanation, 'path'>[] {
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
