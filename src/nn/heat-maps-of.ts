import { range, type HeatMap } from '../core/index.ts';
import { tf, type Tensor4D } from '../engine/index.ts';
import { gradCam, type GradCamOptions } from './grad-cam.ts';
import type { Model } from './model.ts';

/**
 * Returns the maps of {@link gradCam} as plain numbers, one per image.
 *
 * @param images `[N, H, W, 3]`, borrowed
 */
export function heatMapsOf(model: Model, images: Tensor4D, options: GradCamOptions): readonly HeatMap[] {
  const { logits, maps } = gradCam(model, images, options);
  try {
    const [count, height, width] = maps.shape;
    const values = maps.dataSync<'float32'>();
    return range(count).map((i) => ({
      height,
      width,
      values: [...values.subarray(i * height * width, (i + 1) * height * width)],
    }));
  } finally {
    tf.dispose([logits, maps]);
  }
}
