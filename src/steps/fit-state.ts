import { noLoss, type Model, type Optimizer, type SmoothLoss } from '../nn/index.ts';
import { initialLossScale, type LossScale } from './loss-scale.ts';

/**
 * Everything that changes during a fit: the weights, the optimizer's averages, and the position.
 *
 * @category Training and evaluation steps
 */
export interface FitState {
  readonly model: Model;
  readonly optimizer: Optimizer;
  /** The number of training steps completed in this fit. */
  steps: number;
  /** fastai's train_loss, since the start of the fit. */
  smoothLoss: SmoothLoss;
  /** The loss scale of float16. */
  readonly lossScale: LossScale;
}

/**
 * Returns the state at the start of a fit. The caller keeps ownership of the model and the optimizer.
 *
 * @category Training and evaluation steps
 */
export const fitState = (model: Model, optimizer: Optimizer): FitState => ({
  model,
  optimizer,
  steps: 0,
  smoothLoss: noLoss,
  lossScale: initialLossScale(),
});
