import type { ChannelStats, Pixels } from '../core/index.ts';
import { tf, type Tensor4D } from '../engine/index.ts';

/**
 * Returns images `[N, H, W, 3]`, borrowed, as pixels with 8 bits per channel. Values outside 0..1 are clamped.
 *
 * @param normalization the statistics that the images were normalized with; null for none
 */
export function pixelsOf(images: Tensor4D, normalization: ChannelStats | null): readonly Pixels[] {
  const [count, height, width] = images.shape;
  const values = tf.tidy(() => {
    const denormalized =
      normalization === null
        ? images
        : tf.add(tf.mul(images, tf.tensor1d([...normalization.std])), tf.tensor1d([...normalization.mean]));
    return tf.mul(denormalized, 255);
  });
  // Rounds and clamps.
  const { buffer } = new Uint8ClampedArray(values.dataSync());
  values.dispose();
  const bytes = new Uint8Array(buffer);
  const length = height * width * 3;
  return Array.from({ length: count }, (_, i) => ({
    height,
    width,
    data: bytes.slice(i * length, (i + 1) * length),
  }));
}
