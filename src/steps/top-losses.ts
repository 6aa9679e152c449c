import type { ImageFile, TopLoss } from '../core/index.ts';
import { predictedClasses, type Predictions } from '../nn/index.ts';

/** Three rows of three, as in fastai's examples of plot_top_losses. */
const KEPT = 9;

/** Images that were evaluated: N of each. */
export interface Judged {
  readonly files: readonly ImageFile[];
  /** [N] class indices. */
  readonly actual: Int32Array;
  readonly losses: ArrayLike<number>;
  /** The probabilities [1, C] of an image: asked for only where it is among the worst. */
  readonly probabilitiesOf: (image: number) => Predictions;
}

/**
 * The nine images with the greatest loss among those kept so far and new ones, greatest first; of equal ones the
 * earlier. A loss that is no finite number is left out: a network that ran away is wrong about every image.
 */
export function withTopLosses(kept: readonly TopLoss[], judged: Judged): readonly TopLoss[] {
  const { losses } = judged;
  const least = kept.length < KEPT ? -Infinity : (kept.at(-1)?.loss ?? -Infinity);
  const candidates = Array.from({ length: judged.files.length }, (_, image) => image)
    .filter((image) => Number.isFinite(losses[image]) && (losses[image] ?? NaN) > least)
    // Stable: where losses are equal the earlier image stays before.
    .sort((a, b) => (losses[b] ?? NaN) - (losses[a] ?? NaN))
    .slice(0, KEPT)
    .map((image) => topLoss(judged, image));
  return candidates.length === 0
    ? kept
    : [...kept, ...candidates].sort((a, b) => b.loss - a.loss).slice(0, KEPT);
}

/** What is said about one image of several: a view, not a copy. */
export const rowOf = ({ shape: [, classes], data }: Predictions, image: number): Predictions => ({
  shape: [1, classes],
  data: data.subarray(image * classes, (image + 1) * classes),
});

function topLoss({ files, actual, losses, probabilitiesOf }: Judged, image: number): TopLoss {
  const probabilities = probabilitiesOf(image);
  const [own, predicted] = [actual[image] ?? NaN, predictedClasses(probabilities)[0] ?? NaN];
  return {
    path: files[image]?.path ?? '',
    actual: own,
    predicted,
    loss: losses[image] ?? NaN,
    actualProbability: probabilities.data[own] ?? NaN,
    predictedProbability: probabilities.data[predicted] ?? NaN,
  };
}
