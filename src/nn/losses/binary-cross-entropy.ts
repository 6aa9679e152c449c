import { brokenInvariant, MillraceError, type LabelTargets } from '../../core/index.ts';
import { tf, type Scalar, type Tensor, type Tensor1D, type Tensor2D } from '../../engine/index.ts';
import { labelsOf } from '../scores/targets-of.ts';
import type { Loss } from './loss.ts';
import { tensorLoss } from './tensor-loss.ts';

/** Options of {@link binaryCrossEntropy}: one number per label, all 1 by default. */
export interface BinaryCrossEntropyOptions {
  /** Multiplies the loss of the images that have the label: PyTorch's `pos_weight`. */
  readonly posWeight?: readonly number[];
  /** Multiplies the whole loss of the label: PyTorch's `weight`. */
  readonly weight?: readonly number[];
}

/**
 * Returns the loss of images with any number of labels each: fastai's BCEWithLogitsLossFlat.
 *
 * For each label −w · (p·t·log s + (1 − t)·log(1 − s)), with s = sigmoid(logit), computed without overflow. The loss of an
 * image is the mean over its labels; that of a batch is the mean over images. Targets of blends are fractions, as in
 * fastai's MixUp. Outputs beyond the labels have target 0.
 *
 * @param options the weights of the labels
 * @category Losses
 */
export function binaryCrossEntropy({ posWeight, weight }: BinaryCrossEntropyOptions = {}): Loss {
  const elements = (logits: Tensor2D, t: Tensor): Tensor2D => {
    const present = tf.mul(t, tf.softplus(tf.neg(logits)));
    const absent = tf.mul(tf.sub(1, t), tf.softplus(logits));
    const weighted = posWeight === undefined ? present : tf.mul(present, tf.tensor1d([...posWeight]));
    const sum = tf.add<Tensor2D>(weighted, absent);
    return weight === undefined ? sum : tf.mul(sum, tf.tensor1d([...weight]));
  };
  return tensorLoss({
    name: 'binaryCrossEntropy',
    inputs: (targets, shape) => [
      tf.tensor2d(targetsFor(shape, labelsOf(targets, 'binaryCrossEntropy')), shape),
    ],
    perExample: (logits, [t]) => tf.mean<Tensor1D>(elements(logits, t as Tensor), 1),
    mean: (logits, [t]) => tf.mean<Scalar>(elements(logits, t as Tensor)),
  });
}

/** Returns the targets with as many columns as the logits have. */
function targetsFor([count, outputs]: Tensor2D['shape'], { shape, values }: LabelTargets): Float32Array {
  const [images, labels] = shape;
  if (images !== count || labels > outputs)
    throw new MillraceError(
      brokenInvariant(
        'binaryCrossEntropy',
        `targets of ${count} images with at most ${outputs} labels`,
        `${images} images with ${labels} labels`,
      ),
    );
  if (labels === outputs) return values;
  const wide = new Float32Array(count * outputs);
  for (let i = 0; i < count; i++) wide.set(values.subarray(i * labels, (i + 1) * labels), i * outputs);
  return wide;
}
