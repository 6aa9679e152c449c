import { at, type ImageFile, type TopLoss, lastOf } from '../core/index.ts';
import { predictedClasses, type Predictions } from '../nn/index.ts';

/** Three rows of three, as in fastai's examples of plot_top_losses. */
const MAX_TOP_LOSSES = 9;

/** N evaluated images. */
export interface EvaluatedImages {
  readonly files: readonly ImageFile[];
  /** [N] class indices. */
  readonly actual: Int32Array;
  readonly losses: ArrayLike<number>;
  /** Returns the probabilities [1, C] of an image; called only for images with a top loss. */
  readonly probabilitiesOf: (image: number) => Predictions;
}

/**
 * Returns the nine images with the highest losses among the current and the new ones, highest first; of equal losses the
 * earlier image. Leaves out losses that are not finite: after divergence, a ranking is meaningless.
 */
export function withTopLosses(current: readonly TopLoss[], images: EvaluatedImages): readonly TopLoss[] {
  const lowest = current.length < MAX_TOP_LOSSES ? -Infinity : lastOf(current).loss;
  // Sorting is stable, so of equal losses the earlier image stays first.
  const candidates = Array.from(images.losses, (loss, image) => ({ loss, image }))
    .filter(({ loss }) => Number.isFinite(loss) && loss > lowest)
    .sort((a, b) => b.loss - a.loss)
    .slice(0, MAX_TOP_LOSSES)
    .map(({ image }) => topLoss(images, image));
  return candidates.length === 0
    ? current
    : [...current, ...candidates].sort((a, b) => b.loss - a.loss).slice(0, MAX_TOP_LOSSES);
}

/** Returns the predictions of one image: a view, not a copy. */
export const rowOf = ({ shape: [, classes], data }: Predictions, image: number): Predictions => ({
  shape: [1, classes],
  data: data.subarray(image * classes, (image + 1) * classes),
});

function topLoss({ files, actual, losses, probabilitiesOf }: EvaluatedImages, image: number): TopLoss {
  const probabilities = probabilitiesOf(image);
  const own = at(actual, image);
  const predicted = at(predictedClasses(probabilities), 0);
  return {
    path: at(files, image).path,
    actual: own,
    predicted,
    loss: at(losses, image),
    actualProbability: at(probabilities.data, own),
    predictedProbability: at(probabilities.data, predicted),
  };
}
