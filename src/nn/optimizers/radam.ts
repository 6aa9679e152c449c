import { at } from '../../core/index.ts';
import { ADAM_NUMBERS, adamNumbers, applyAdam, tf } from '../../engine/index.ts';
import { adamLike } from './adam-like.ts';

/** Returns the correction of the adaptive rate's variance; null in the first steps, while it is intractable. */
function rectification(squareMomentum: number, step: number): number | null {
  const power = squareMomentum ** step;
  const rInf = 2 / (1 - squareMomentum) - 1;
  const r = rInf - (2 * step * power) / (1 - power);
  return r > 5 ? Math.sqrt(((r - 4) * (r - 2) * rInf) / ((rInf - 4) * (rInf - 2) * r)) : null;
}

/**
 * Returns rectified Adam (Liu et al., 2020): fastai's RAdam.
 *
 * Defaults as {@link adam}'s, but without weight decay.
 *
 * @param options with fastai's defaults
 * @category Optimizers
 */
export const radam = adamLike(0, {
  numbers: (adamStep) => {
    const { learningRate, momentum, squareMomentum, step } = adamStep;
    // A learning rate of 0 updates only the averages.
    const rate = learningRate * (rectification(squareMomentum, step) ?? 0);
    return [...adamNumbers({ ...adamStep, learningRate: rate }), learningRate / (1 - momentum ** step)];
  },
  variant: ({ squareMomentum, step }) =>
    rectification(squareMomentum, step) === null ? UNRECTIFIED : 'rectified',
  update: (variable, mean, square, gradient, numbers, variant) => {
    applyAdam(variable, mean, square, gradient, numbers.slice(0, ADAM_NUMBERS));
    if (variant === UNRECTIFIED)
      tf.tidy(() => variable.subtract(tf.mul(mean.read(), at(numbers, ADAM_NUMBERS))));
  },
});

const UNRECTIFIED = 'unrectified';
