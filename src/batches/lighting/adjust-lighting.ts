import { compile, tf, type Tensor, type Tensor4D } from '../../engine/index.ts';

/** The brightness and contrast of each image. */
export interface LightingDraws {
  /** [N] in 0..1; 0.5 changes nothing. */
  readonly brightness: readonly number[];
  /** [N] from 0; 1 changes nothing. */
  readonly contrast: readonly number[];
}

/**
 * Changes brightness and contrast in one pass, on the logits of the values, so that they stay in 0..1 (fastai's
 * LightingTfm): [N, H, W, C] (borrowed) → the same shape, owned by the caller.
 */
export const adjustLighting = (images: Tensor4D, { brightness, contrast }: LightingDraws): Tensor4D =>
  tf.tidy(() => {
    const perExample = (values: readonly number[]) => tf.tensor4d([...values], [values.length, 1, 1, 1]);
    const shift = perExample(brightness.map((b) => Math.log(b / (1 - b))));
    return adjustLogits({ images, shift, contrast: perExample(contrast) }, null) as Tensor4D;
  });

const adjustLogits = compile(
  'lighting',
  ({ images, shift, contrast }: Readonly<Record<'images' | 'shift' | 'contrast', Tensor>>) => {
    const clipped = tf.clipByValue(images, 1e-7, 1 - 1e-7);
    const logits = tf.log(tf.div(clipped, tf.sub(1, clipped)));
    return tf.sigmoid(tf.mul(tf.add(logits, shift), contrast));
  },
);
