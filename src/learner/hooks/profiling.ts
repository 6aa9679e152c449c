import { profiled } from '../step-profile.ts';
import type { Hook } from '../hook.ts';

/** Measures the operators of the training steps, other hooks included, if the run is profiled. Every fit has this hook. */
export const profiling: Hook = {
  name: 'profiling',
  around: ({ world, phase, epoch }, build) => profiled({ ...world, phase, epoch }, build),
};
