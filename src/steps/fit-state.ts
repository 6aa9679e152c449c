import type { Model, Optimizer, SmoothLoss } from '../nn/index.ts';
import { noLoss } from '../nn/index.ts';
import { initialLossScale, type LossScale } from './loss-scale.ts';

/** What a fit changes as it goes: the weights, the optimizer's averages, and where it stands. */
export interface FitState {
  readonly model: Model;
  readonly optimizer: Optimizer;
  /** Training steps done in this fit. */
  steps: number;
  /** fastai's train_loss, since the fit began. */
  smoothLoss: SmoothLoss;
  /** Of float16. */
  readonly lossScale: LossScale;
}

/** The state at the beginning of a fit; model and optimizer stay the caller's. */
export const fitState = (model: Model, optimizer: Optimizer): FitState => ({
  model,
  optimizer,
  steps: 0,
  smoothLoss: noLoss,
  lossScale: initialLossScale(),
});
