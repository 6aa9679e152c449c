import { adamNumbers, applyAdam } from '../../engine/index.ts';
import { adamLike } from './adam-like.ts';

/**
 * Returns Adam (Kingma and Ba, 2015) with decoupled weight decay (Loshchilov and Hutter, 2019): fastai's Adam.
 *
 * Debiasing uses the momentum of the current step, even if it is scheduled. Weight decay is 0.01 by default.
 *
 * @param options with fastai's defaults
 * @category Optimizers
 */
export const adam = adamLike(0.01, { numbers: adamNumbers, update: applyAdam });
