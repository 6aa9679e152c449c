export { perceptualHash, type PerceptualHash } from './perceptual-hash.ts';
export { parsePredictions, type PredictedLabel } from './suspicious-labels.ts';
export { verifyImages, type VerifyImagesConfig } from './verify-images.ts';
