import {
  accumulated,
  clipped,
  earlyStopping,
  parseScoreNames,
  saveBest,
  timeLimit,
  weightAverage,
  type Hook,
} from '../src/index.ts';
import type { FitOptions } from './options.ts';

/** Returns the hooks that the options ask for. Gradients are clipped after they are accumulated. */
export const hooksOf = (options: FitOptions): readonly Hook[] => {
  const { accumulate, best, clip, ema, patience } = options;
  const [monitor = options.monitor] = parseScoreNames(options.monitor);
  return [
    ...(best ? [saveBest({ monitor })] : []),
    ...(patience === undefined ? [] : [earlyStopping({ monitor, patience })]),
    ...(options.timeLimit === undefined ? [] : [timeLimit(options.timeLimit)]),
    ...(ema === undefined ? [] : [weightAverage(ema)]),
    ...(accumulate === undefined ? [] : [accumulated(({ data }) => accumulate * data.batchSize)]),
    ...(clip === undefined ? [] : [clipped(clip)]),
  ];
};
