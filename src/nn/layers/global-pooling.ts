import { tf, type Tensor, type Tensor4D } from '../../engine/index.ts';
import type { GlobalPoolingSpec } from '../specs/pooling.ts';
import { requireGradient, type LayerPasses } from './layer.ts';

const average: LayerPasses = {
  infer: (x) => {
    const y = tf.mean(x, [1, 2]);
    x.dispose();
    return y;
  },
  train: (x) => {
    const [n, height, width, channels] = (x as Tensor4D).shape;
    const y = tf.mean(x, [1, 2]);
    x.dispose();
    return [
      y,
      (dy, wantsInput) => {
        const dx = wantsInput
          ? tf.tidy(() =>
              tf.tile(tf.reshape(tf.div(dy, height * width), [n, 1, 1, channels]), [1, height, width, 1]),
            )
          : null;
        dy.dispose();
        return dx;
      },
    ];
  },
};

/** Returns the gradient of an image by that of its maxima: of equal maxima, the first receives it, as in PyTorch. */
const maxGradient = (dy: Tensor, x: Tensor4D): Tensor =>
  tf.tidy(() => {
    const [n, height, width, channels] = x.shape;
    const pixels = height * width;
    const first = tf.argMax(tf.reshape(x, [n, pixels, channels]), 1);
    const isFirst = tf.equal(
      tf.reshape(tf.range(0, pixels, 1, 'int32'), [1, pixels, 1]),
      tf.reshape(first, [n, 1, channels]),
    );
    const dx = tf.mul(tf.cast(isFirst, 'float32'), tf.reshape(dy, [n, 1, channels]));
    return tf.reshape(dx, [n, height, width, channels]);
  });

const max: LayerPasses = {
  infer: (x) => {
    const y = tf.max(x, [1, 2]);
    x.dispose();
    return y;
  },
  train: (x) => [
    tf.max(x, [1, 2]),
    (dy, wantsInput) => {
      const dx = wantsInput ? maxGradient(dy, x as Tensor4D) : null;
      tf.dispose([x, dy]);
      return dx;
    },
  ],
};

/** The maxima, then the means. */
const concat: LayerPasses = {
  infer: (x, values) => joined([max.infer(x.clone(), values), average.infer(x, values)]),
  train: (x, pass) => {
    const [maxima, maxPullback] = max.train(x.clone(), pass);
    const [means, meanPullback] = average.train(x, pass);
    return [
      joined([maxima, means]),
      (dy, wantsInput) => {
        const [dMaxima, dMeans] = tf.split(dy, 2, 1) as [Tensor, Tensor];
        dy.dispose();
        const parts = [maxPullback(dMaxima, wantsInput), meanPullback(dMeans, wantsInput)];
        if (!wantsInput) return null;
        const [ofMaxima, ofMeans] = parts.map(requireGradient) as [Tensor, Tensor];
        const dx = tf.add(ofMaxima, ofMeans);
        tf.dispose([ofMaxima, ofMeans]);
        return dx;
      },
    ];
  },
};

const joined = (parts: readonly [Tensor, Tensor]): Tensor => {
  const y = tf.concat([...parts], 1);
  tf.dispose([...parts]);
  return y;
};

const POOLINGS = { average, max, concat } as const;

/** Returns the passes of pooling over all pixels. */
export const globalPooling = ({ of }: GlobalPoolingSpec): LayerPasses => POOLINGS[of];
