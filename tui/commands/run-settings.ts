import { availableParallelism } from 'node:os';
import { DEFAULT_CHECKPOINT } from '../cli/checkpoint-interval.ts';
import type { SharedOptions } from '../cli/commands.ts';
import type { Job } from '../engine-process/messages.ts';
import type { ProcessPlan } from './prepared-processes.ts';

/** Returns the shared options that belong to the configuration of a run, but for defaults. */
export const runSettings = (shared: SharedOptions, { size, launcher }: ProcessPlan): Job['settings'] => ({
  // Several processes divide the cores of each machine.
  ...(size > 1 && shared.threads === undefined ? {} : { threads: shared.threads ?? availableParallelism() }),
  // Those of an MPI launcher of the user are not to be started on one machine.
  ...(size > 1 && launcher === null ? {} : { processes: size }),
  ...(shared.device === 'cpu' ? {} : { device: shared.device }),
  ...(shared.checkpoint === DEFAULT_CHECKPOINT ? {} : { checkpoint: shared.checkpoint }),
  ...(shared.keepCheckpoints ? { keepCheckpoints: true } : {}),
  ...(shared.tensorBoard ? { tensorboard: true } : {}),
  ...(shared.profile ? { profile: true } : {}),
});
