import { beta, permutation, range, requireOption, targetCount } from '../../core/index.ts';
import { tf, type Tensor4D } from '../../engine/index.ts';
import { batchMix, type BatchMix, type MixedImages } from './batch-mix.ts';
import { mixedTargets, type UnmixedTargets } from './mixed-targets.ts';

/** The random numbers of MixUp for a batch. */
export interface MixUpDraws {
  /** [N] from Beta(α, α), before folding. */
  readonly weights: readonly number[];
  /** [N] the image that is mixed into each. */
  readonly shuffle: readonly number[];
}

/**
 * Blends each image with another image of its batch (Zhang et al., "mixup: Beyond Empirical Risk Minimization", 2018):
 * fastai's MixUp.
 *
 * The weight of each image is drawn from Beta(α, α) and folded to 0.5..1. Throws BadOption unless `alpha` is above 0.
 *
 * @param alpha above 0; default 0.4. Higher values give more even blends
 * @category Augmentation and mixing
 */
export function mixUp(alpha = 0.4): BatchMix {
  requireOption(alpha > 0 && alpha < Infinity, 'mixUp alpha', 'a number above 0', alpha);
  return batchMix({
    name: 'mixUp',
    settings: { alpha },
    mix: (images, targets, draw) =>
      blend(images, targets, {
        weights: range(targetCount(targets)).map(() => beta(draw, alpha, alpha)),
        shuffle: permutation(draw, targetCount(targets)),
      }),
  });
}

/** Computes {@link mixUp} from its draws: images [N, H, W, C] are borrowed, the blends are owned by the caller. */
export function blend(
  images: Tensor4D,
  targets: UnmixedTargets,
  { weights: drawn, shuffle }: MixUpDraws,
): MixedImages {
  const weights = Float32Array.from(drawn, (weight) => Math.max(weight, 1 - weight));
  return {
    images: tf.tidy(() => {
      const others = tf.gather(images, tf.tensor1d([...shuffle], 'int32'));
      const fraction = tf.tensor4d(weights, [weights.length, 1, 1, 1]);
      return tf.add<Tensor4D>(others, tf.mul(fraction, tf.sub(images, others)));
    }),
    targets: mixedTargets(targets, shuffle, weights),
  };
}
