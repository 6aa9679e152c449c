import {
  badData,
  badOption,
  classWeightsOf,
  focalLoss,
  indicesOf,
  isMultiLabel,
  labelSmoothingCrossEntropy,
  MillraceError,
  weightedCrossEntropy,
  type AppError,
  type ImageFiles,
  type Loss,
} from '../src/index.ts';
import type { DataOptions, LossOptions, ModelOptions } from './options.ts';

/**
 * Returns the loss that the options ask for, or undefined for that of the task; with class weights, a function of the
 * images, whose classes it counts. That function throws BadData for a class without training images.
 */
export const lossOf = (
  options: LossOptions & Pick<ModelOptions, 'nOut'>,
): Loss | ((files: ImageFiles) => Loss) | undefined => {
  const { classWeights: power, nOut, focal: gamma, epsilon } = options;
  if (power !== undefined)
    return (files) => weightedLoss(options, weightsOf(files, power, nOut ?? files.vocab.length));
  if (gamma !== undefined) return focalLoss({ gamma });
  return epsilon === undefined ? undefined : labelSmoothingCrossEntropy({ epsilon });
};

function weightedLoss({ focal: gamma, epsilon }: LossOptions, classWeights: readonly number[]): Loss {
  if (gamma !== undefined) return focalLoss({ gamma, classWeights });
  return epsilon === undefined
    ? weightedCrossEntropy(classWeights)
    : labelSmoothingCrossEntropy({ epsilon, classWeights });
}

/** Returns one weight per output of the network. */
function weightsOf(files: ImageFiles, power: number, outputs: number): readonly number[] {
  const [error] = lossErrors(files, { classWeights: power });
  if (error !== undefined) throw new MillraceError(error);
  const weights = classWeightsOf(countsOf(files), power);
  // Outputs without a class are never a target.
  return Array.from({ length: outputs }, (_, output) => weights[output] ?? 1);
}

/** The options that need one class per image. */
const ONE_CLASS = [
  ['classWeights', '--class-weights'],
  ['focal', '--focal'],
  ['epsilon', '--epsilon'],
  ['balancedSampling', '--balanced-sampling'],
] as const;

/** Reports options that need one class per image, if images have several labels, and classes without a weight. */
export function lossErrors(
  files: ImageFiles,
  options: LossOptions & Pick<DataOptions, 'balancedSampling'>,
): readonly AppError[] {
  if (isMultiLabel(files))
    return ONE_CLASS.filter(([name]) => options[name] !== undefined && options[name] !== false).map(
      ([, option]) =>
        badOption(
          option,
          'images with one class each',
          'images with several labels',
          option === '--epsilon' ? 'Use baseline.' : `Omit ${option}.`,
        ),
    );
  return options.classWeights === undefined ? [] : weightErrors(files);
}

/** Reports classes without training images: they have no class weight. */
function weightErrors(files: ImageFiles): readonly AppError[] {
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
  for (const index of train.flatMap(({ target }) => indicesOf(target)))
    counts[index] = (counts[index] ?? 0) + 1;
  return counts;
}
