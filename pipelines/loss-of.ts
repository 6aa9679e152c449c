import {
  badData,
  classWeightsOf,
  crossEntropy,
  focalLoss,
  labelSmoothingCrossEntropy,
  MillraceError,
  weightedCrossEntropy,
  type AppError,
  type ImageFiles,
  type Loss,
} from '../src/index.ts';
import type { LossOptions, ModelOptions } from './options.ts';

/**
 * Returns the loss that the options ask for; with class weights, a function of the images, whose classes it counts. That
 * function throws BadData for a class without training images.
 */
export const lossOf = (
  options: LossOptions & Pick<ModelOptions, 'nOut'>,
): Loss | ((files: ImageFiles) => Loss) => {
  const { classWeights: power, nOut } = options;
  return power === undefined
    ? weighted(options)
    : (files) => weighted(options, weightsOf(files, power, nOut ?? files.vocab.length));
};

function weighted({ focal, epsilon }: LossOptions, classWeights?: readonly number[]): Loss {
  const weights = classWeights === undefined ? {} : { classWeights };
  if (focal !== undefined) return focalLoss({ gamma: focal, ...weights });
  if (epsilon !== undefined) return labelSmoothingCrossEntropy({ epsilon, ...weights });
  return classWeights === undefined ? crossEntropy : weightedCrossEntropy(classWeights);
}

/** Returns one weight per output of the network. */
function weightsOf(files: ImageFiles, power: number, outputs: number): readonly number[] {
  const [error] = weightErrors(files);
  if (error !== undefined) throw new MillraceError(error);
  const weights = classWeightsOf(countsOf(files), power);
  // Outputs without a class are never a target.
  return Array.from({ length: outputs }, (_, output) => weights[output] ?? 1);
}

/** Reports classes without training images: they have no class weight. */
export function weightErrors(files: ImageFiles): readonly AppError[] {
  const counts = countsOf(files);
  const empty = files.vocab.filter((_, target) => counts[target] === 0);
  return empty.length === 0
    ? []
    : [
        badData(
          '--class-weights',
          'training images of every class',
          `none of ${empty.join(', ')}`,
          'Add images of each, or omit --class-weights.',
        ),
      ];
}

/** Returns the number of training images of each class. */
function countsOf({ train, vocab }: ImageFiles): readonly number[] {
  const counts = vocab.map(() => 0);
  for (const { target } of train) counts[target] = (counts[target] ?? 0) + 1;
  return counts;
}
