import { at, type ClassProbability, type Confidence, type PredictedImage } from '../core/index.ts';
import { rowsOf } from '../nn/index.ts';
import { labelCount, type ImageOutputs } from './predicted-images.ts';

/**
 * Returns the probabilities of images whose calibration is measured: that of the predicted class of each image or, with
 * several labels per image, that of each label.
 *
 * @param outputs the network's outputs for the images
 * @param images what `predictedImages` returns for them
 */
export const confidencesOf = (
  outputs: ImageOutputs,
  images: readonly PredictedImage[],
): readonly Confidence[] => {
  const { task, probabilities } = outputs;
  const labels = labelCount(outputs);
  return rowsOf(probabilities).flatMap((row, i) => {
    const { predicted, actual } = at(images, i);
    return task.confidences(row.subarray(0, labels), indicesOf(predicted), indicesOf(actual));
  });
};

const indicesOf = (classes: readonly ClassProbability[]): readonly number[] =>
  classes.map(({ index }) => index);
