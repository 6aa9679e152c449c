import type { Tensor4D } from '../engine/index.ts';
import type { Inference, Predictions } from '../nn/for-inference.ts';

/** Returns logits `[N, C]` as plain numbers, for images `[N, H, W, 3]`, which are borrowed. */
export function inferred(inference: Inference, images: Tensor4D): Predictions {
  const logits = inference.infer(images);
  try {
    return { shape: logits.shape, data: logits.dataSync<'float32'>() };
  } finally {
    logits.dispose();
  }
}
