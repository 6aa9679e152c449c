export { binaryCrossEntropy, type BinaryCrossEntropyOptions } from './binary-cross-entropy.ts';
export { classLoss } from './class-loss.ts';
export { classWeightsOf } from './class-weights-of.ts';
export { crossEntropy, weightedCrossEntropy } from './cross-entropy.ts';
export { focalLoss, type FocalLossOptions } from './focal-loss.ts';
export { labelSmoothingCrossEntropy, type LabelSmoothingOptions } from './label-smoothing-cross-entropy.ts';
export { lossAndGradient, type LossAndGradient } from './loss-and-gradient.ts';
export { type Loss } from './loss.ts';
