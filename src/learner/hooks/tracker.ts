import { requireOption, valueAt, type EpochRow } from '../../core/index.ts';

/** Options of the hooks that compare a value of each epoch with the best so far. */
export interface TrackerOptions {
  /** `valid_loss` (the default), `train_loss`, or a score, for example `accuracy`. */
  readonly monitor?: string;
  /** Whether less or greater is better; by default less for names that contain `loss` or `error`. */
  readonly comp?: 'less' | 'greater';
  /** An epoch must be better than the best by more than this, from 0; default 0. */
  readonly minDelta?: number;
}

/** The rule of a {@link tracker}. */
export interface Tracker {
  readonly monitor: string;
  /** No value is worse: the best before the first epoch. */
  readonly worst: number;
  /** Returns the monitored value of an epoch. Throws BadOption if the epoch has no such value. */
  readonly valueOf: (row: EpochRow) => number;
  /** Returns whether a value improves on the best one; NaN never does. */
  readonly improves: (value: number, best: number) => boolean;
}

/**
 * Returns the rule by which an epoch improves on the best so far: fastai's TrackerCallback.
 *
 * Throws BadOption unless `minDelta` is a number from 0.
 *
 * @param where the hook, for error messages
 */
export function tracker(
  where: string,
  {
    monitor = 'valid_loss',
    comp = /loss|error/.test(monitor) ? 'less' : 'greater',
    minDelta = 0,
  }: TrackerOptions,
): Tracker {
  requireOption(Number.isFinite(minDelta) && minDelta >= 0, `${where} minDelta`, 'a number from 0', minDelta);
  const isLess = comp === 'less';
  return {
    monitor,
    worst: isLess ? Infinity : -Infinity,
    valueOf: (row) => {
      const values = valuesOf(row);
      const names = [...values.keys()].join(', ');
      requireOption(values.has(monitor), `${where} monitor`, `one of ${names}`, monitor);
      return valueAt(values, monitor);
    },
    improves: (value, best) => (isLess ? value + minDelta < best : value - minDelta > best),
  };
}

/** By the names of the table of results. */
const valuesOf = ({ trainLoss, validLoss, scores }: EpochRow): ReadonlyMap<string, number> =>
  new Map([
    ['train_loss', trainLoss],
    ...(validLoss === null ? [] : [['valid_loss', validLoss] as const]),
    ...Object.entries(scores),
  ]);
