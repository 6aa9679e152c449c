import { map, type OperatorFunction } from 'rxjs';
import { lastOf, type Step } from '../core/index.ts';
import { smoothLoss, type TrainState } from '../nn/index.ts';
import type { Gradients } from './gradients.ts';
import { hyperParametersAt, type UpdateTimes } from './hyper-parameters-at.ts';

/** Options of {@link updated}. */
export interface UpdatedConfig extends UpdateTimes {
  /** Its weights and averages change; owned by the caller. */
  readonly state: TrainState;
}

/** The result of one training step: losses, rates and the number of images. */
export type Update = Pick<Step, 'step' | 'count' | 'loss' | 'smoothLoss' | 'learningRate' | 'momentum'>;

/**
 * Updates the weights by the gradients of each batch.
 *
 * ```text
 * source      -x-y-|    gradients
 * output      -u-v-|    one update per batch
 * ```
 *
 * Takes ownership of the gradients and frees them. Gradients without tensors change no weight, but their loss counts.
 *
 * @category Training and evaluation steps
 */
export const updated = (config: UpdatedConfig): OperatorFunction<Gradients, Update> =>
  map((gradients) => update(gradients, config));

function update(gradients: Gradients, { state, ...times }: UpdatedConfig): Update {
  using owned = gradients;
  const { tensors, isApplied, loss, count, index, fitStep } = owned;
  const hyper = hyperParametersAt(times, fitStep);
  if (tensors !== null) state.optimizer.apply(tensors, hyper);
  const smooth = smoothLoss(state.scalars.smoothLoss, loss);
  const { scalars } = state;
  const updates = scalars.updates + (tensors === null && !isApplied ? 0 : 1);
  state.scalars = { ...scalars, updates, smoothLoss: smooth };
  return {
    step: index,
    count,
    loss,
    smoothLoss: smooth.value,
    learningRate: lastOf(hyper.learningRates),
    momentum: hyper.momentum,
  };
}
