import { createRng, type Image, type Rng, type Split } from '../core/index.ts';

/** A pass over images: in `train`, images are augmented as in training. */
export interface PredictionPass {
  readonly split: Split;
  /** The position of the pass, from 0. */
  readonly epoch: number;
}

/**
 * The random numbers of test-time augmentation. They depend on the pass and on the name of the image's file, not on the
 * run, its seed or the other images: an image has the same prediction wherever it is predicted.
 */
export const ttaRng: Rng = createRng(0).at('tta');

/** The key of the draws for a whole batch: all batches of a pass draw the same, so that their sizes do not matter. */
export const TTA_BATCH_KEY = 0;

/** Returns the image with the key of its draws in test-time augmentation: the name of its file. */
export const withTtaKey = <I extends Image>(image: I): I => ({
  ...image,
  key: image.path.replace(/^.*[/\\]/, ''),
});

/** Returns the passes of a prediction: `augmented` ones in training's transforms, then one in those of validation. */
export const predictionPasses = (augmented: number): readonly PredictionPass[] =>
  Array.from({ length: augmented + 1 }, (_, epoch) => ({
    split: epoch < augmented ? 'train' : 'valid',
    epoch,
  }));
