import { concat, concatMap, defer, map, of } from 'rxjs';
import type { BestSaved, EpochRow } from '../../core/index.ts';
import type { EpochContext, Hook } from '../hook.ts';
import { modelOf } from '../saved.ts';
import { Numbers } from './numbers.ts';
import { tracker, type TrackerOptions } from './tracker.ts';

const NAME = 'saveBest';

/**
 * Saves the model of the best epoch of the run beside that of the last one, as `best.safetensors`: fastai's
 * SaveModelCallback. Training continues with the weights of the last epoch.
 *
 * ```text
 * source      -r---|    the row of an epoch that is better than all before
 * output      -(br)|    b the saved model
 * ```
 *
 * Unlike fastai, it compares the epochs of all fits of a run, except those on images of another size, and loads nothing
 * at the end of a fit. Epochs without validation images are no candidates for the default monitor.
 *
 * Throws BadOption unless `minDelta` is a number from 0; the fit errors with BadOption after its first epoch if there is
 * no value of the name `monitor`, and with WriteFailed.
 *
 * @param options the value to monitor, `valid_loss` by default
 * @category Hooks
 */
export const saveBest = (options: TrackerOptions = {}): Hook => {
  const { monitor, worst, valueOf, improves } = tracker(NAME, options);
  const bestIn = ({ state: { memory } }: EpochContext) =>
    memory.of(NAME, () => new Numbers({ value: worst, height: 0, width: 0 }));
  const isBest = (row: EpochRow, context: EpochContext): boolean => {
    if (monitor === 'valid_loss' && row.validLoss === null) return false;
    const { size } = context.data;
    const { value, height, width } = bestIn(context).values;
    const isSameSize = height === size.height && width === size.width;
    return improves(valueOf(row), isSameSize ? value : worst);
  };
  return {
    name: NAME,
    rows: (context) => {
      const { world, phase, epoch, data } = context;
      const saved = (row: EpochRow) =>
        defer(() => world.saveModel(modelOf(context), 'best')).pipe(
          map(({ path, bytes }): BestSaved => {
            // Only now: a run that is resumed before decides again.
            bestIn(context).values = { value: valueOf(row), ...data.size };
            return { _tag: 'BestSaved', phase, epoch, monitor, path, bytes };
          }),
        );
      return concatMap((row) =>
        row._tag === 'EpochRow' && isBest(row, context) ? concat(saved(row), of(row)) : of(row),
      );
    },
  };
};
