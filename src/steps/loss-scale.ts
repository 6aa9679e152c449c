import { tf, type Tensor } from '../engine/index.ts';

/** The factor that keeps gradients from vanishing in float16. */
export interface LossScale {
  value: number;
  /** Steps since the last change. */
  steps: number;
}

const GROWTH_INTERVAL = 2000;

/** Returns the initial scale of PyTorch's GradScaler, which fastai's MixedPrecision uses. */
export const initialLossScale = (): LossScale => ({ value: 2 ** 16, steps: 0 });

/**
 * Divides gradients by the scale and updates the scale. Returns the quotients, owned by the caller, or null if one is
 * not finite, in which case the step must be skipped. Non-finite gradients halve the scale; 2,000 steps without them
 * double it.
 *
 * @param gradients disposed
 */
export function unscale(
  gradients: readonly (Tensor | null)[],
  scale: LossScale,
): readonly (Tensor | null)[] | null {
  const divided = gradients.map((gradient) => (gradient === null ? null : tf.div(gradient, scale.value)));
  tf.dispose(gradients.filter((gradient) => gradient !== null));
  const all = divided.filter((gradient) => gradient !== null);
  const total = tf.tidy(() => tf.addN([tf.scalar(0), ...all.map((gradient) => tf.sum(gradient))]));
  const isFinite = Number.isFinite(total.dataSync()[0]);
  total.dispose();
  scale.steps = isFinite ? scale.steps + 1 : 0;
  if (!isFinite) scale.value /= 2;
  else if (scale.steps === GROWTH_INTERVAL) Object.assign(scale, { value: scale.value * 2, steps: 0 });
  if (isFinite) return divided;
  tf.dispose(all);
  return null;
}
