import { concat, concatMap, of } from 'rxjs';
import type { Hook } from '../hook.ts';
import { checkpoint } from '../saved.ts';

/**
 * Saves the model after each epoch, so that a run that fails, or whose stream ends at a row, loses at most one: fastai's
 * SaveModelCallback(every_epoch=True), with one file. Every fit has this hook.
 *
 * ```text
 * source      -r---|    the row of an epoch
 * output      -(cr)|    c the saved model
 * ```
 */
export const savedEachEpoch: Hook = {
  name: 'savedEachEpoch',
  rows: (epoch) =>
    concatMap((metric) => (metric._tag === 'EpochRow' ? concat(checkpoint(epoch), of(metric)) : of(metric))),
};
