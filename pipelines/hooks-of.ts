import { accumulated, clipped, earlyStopping, type Hook } from '../src/index.ts';
import type { FitOptions } from './options.ts';

/** Returns the hooks that the options ask for. Gradients are clipped after they are accumulated. */
export const hooksOf = ({ clip, accumulate, patience, monitor }: FitOptions): readonly Hook[] => [
  ...(accumulate === undefined ? [] : [accumulated(({ data }) => accumulate * data.batchSize)]),
  ...(clip === undefined ? [] : [clipped(clip)]),
  ...(patience === undefined ? [] : [earlyStopping({ monitor, patience })]),
];
