export { binaryCrossEntropy, type BinaryCrossEntropyOptions } from './binary-cross-entropy.ts';
export { classLoss } from './class-loss.ts';
export { crossEntropy, weightedCrossEntropy } from './cross-entropy.ts';
export { labelSmoothingCrossEntropy, type LabelSmoothingOptions } from './label-smoothing-cross-entropy.ts';
export { lossAndGradient, type LossAndGradient } from './loss-and-gradient.ts';
export { type Loss } from './loss.ts';
