import {
  accumulated,
  clipped,
  earlyStopping,
  saveBest,
  timeLimit,
  weightAverage,
  type Hook,
} from '../src/index.ts';
import type { FitOptions } from './options.ts';

/** Returns the hooks that the options ask for. Gradients are clipped after they are accumulated. */
export const hooksOf = (options: FitOptions): readonly Hook[] => {
  const { accumulate, best, clip, ema, monitor, patience } = options;
  return [
    ...(best ? [saveBest({ monitor })] : []),
    ...(patience === undefined ? [] : [earlyStopping({ monitor, patience })]),
    ...(options.timeLimit === undefined ? [] : [timeLimit(options.timeLimit)]),
    ...(ema === undefined ? [] : [weightAverage(ema)]),
    ...(accumulate === undefined ? [] : [accumulated(({ data }) => accumulate * data.batchSize)]),
    ...(clip === undefined ? [] : [clipped(clip)]),
  ];
};
