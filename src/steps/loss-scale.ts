import { tf, type Tensor } from '../engine/index.ts';

/** The factor that keeps gradients from vanishing in float16. */
export interface LossScale {
  value: number;
  /** Steps since it last changed. */
  steps: number;
}

const GROWTH_INTERVAL = 2000;

/** As PyTorch's GradScaler begins, which fastai's MixedPrecision uses. */
export const initialLossScale = (): LossScale => ({ value: 2 ** 16, steps: 0 });

/**
 * Gradients as they are without the scale, owned by the caller; null where one of them is not finite: then the step is
 * left out. The scale is halved where it was too large, and doubled after 2,000 steps in which it was not.
 *
 * @param gradients taken over
 */
export function unscaled(
  gradients: readonly (Tensor | null)[],
  scale: LossScale,
): readonly (Tensor | null)[] | null {
  const divided = gradients.map((gradient) => (gradient === null ? null : tf.div(gradient, scale.value)));
  tf.dispose(gradients.filter((gradient) => gradient !== null));
  const all = divided.filter((gradient) => gradient !== null);
  const total = tf.tidy(() => tf.addN([tf.scalar(0), ...all.map((gradient) => tf.sum(gradient))]));
  const finite = Number.isFinite(total.dataSync()[0]);
  total.dispose();
  scale.steps = finite ? scale.steps + 1 : 0;
  if (!finite) scale.value /= 2;
  else if (scale.steps === GROWTH_INTERVAL) Object.assign(scale, { value: scale.value * 2, steps: 0 });
  if (finite) return divided;
  tf.dispose(all);
  return null;
}
