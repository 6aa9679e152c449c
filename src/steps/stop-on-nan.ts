import { filter, type MonoTypeOperatorFunction } from 'rxjs';
import { lastOf, MillraceError, trainingDiverged, trainingPlace } from '../core/index.ts';
import { MIN_LOSS_SCALE } from '../nn/index.ts';
import type { Gradients } from './gradients.ts';
import { hyperParametersAt } from './hyper-parameters-at.ts';
import type { GradientsOfConfig } from './gradients-of.ts';
import type { UpdatedConfig } from './updated.ts';

/** Options of {@link stopOnNaN}: those of the training step. */
export interface StopOnNaNConfig
  extends Pick<GradientsOfConfig, 'phase' | 'epoch' | 'engine'>, UpdatedConfig {}

/**
 * Errors with TrainingDiverged at the first loss that is NaN or infinite, before it changes a weight: fastai's
 * TerminateOnNaNCallback, which stops after the update. The first operator `between` gradients and update.
 *
 * ```text
 * source      -x-n-|    gradients; the loss of n is NaN
 * output      -x-#
 * ```
 *
 * In float16, a loss that is not finite may be an overflow of the precision. Such a batch is dropped, as fastai and
 * PyTorch's GradScaler skip its update, until the loss scale has fallen below 1 (as in DeepSpeed); then the next one
 * errors. Takes ownership of the gradients, and frees those that it does not pass on.
 *
 * @category Training and evaluation steps
 */
export const stopOnNaN = (config: StopOnNaNConfig): MonoTypeOperatorFunction<Gradients> =>
  filter((gradients) => {
    if (Number.isFinite(gradients.loss)) return true;
    using failed = gradients;
    if (isOverflow(failed, config)) return false;
    throw diverged(failed, config);
  });

const isFloat16 = ({ engine }: StopOnNaNConfig): boolean => engine?.precision === 'float16';

/** Absent gradients have just halved the loss scale. */
const isOverflow = ({ tensors }: Gradients, config: StopOnNaNConfig): boolean =>
  isFloat16(config) && tensors === null && config.state.scalars.lossScale.value >= MIN_LOSS_SCALE;

function diverged({ loss, index, fitStep }: Gradients, config: StopOnNaNConfig): MillraceError {
  const { phase, epoch } = config;
  const rate = lastOf(hyperParametersAt(config, fitStep).learningRates);
  return new MillraceError(
    trainingDiverged(
      trainingPlace({ phase, epoch, step: index }),
      'a finite loss',
      `${loss} at learning rate ${Number(rate.toPrecision(3))}`,
      isFloat16(config) ? 'Use a smaller --lr, or --precision float32.' : 'Use a smaller --lr.',
    ),
  );
}
