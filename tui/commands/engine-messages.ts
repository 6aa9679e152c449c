import type { Observable } from 'rxjs';
import { forkModule, launchModule, ownModule } from '../../src/io/index.ts';
import { engineEnvironment, engineNoise } from '../../src/provision/engine/index.ts';
import { startWith } from '../../src/provision/mpi/index.ts';
import type { SharedOptions } from '../cli/commands.ts';
import type { ControlMessage, Job, Message } from '../engine-process/messages.ts';
import type { ProcessPlan } from './prepared-processes.ts';

/** A job, and the processes that run it. */
export interface EngineJob extends Pick<SharedOptions, 'device' | 'threads'> {
  readonly job: Job;
  readonly plan: ProcessPlan;
  readonly commands$: Observable<ControlMessage>;
}

/**
 * Runs a job in one engine process, or in those that an MPI launcher starts, and emits its messages. If a launcher started
 * this process, its engine process takes this one's place among the others.
 */
export function engineMessages({ job, plan, commands$, device, threads }: EngineJob): Observable<Message> {
  const config = {
    entry: ownModule('../engine-process/runner', import.meta.url),
    job,
    env: engineEnvironment({ device, ...(threads === undefined ? {} : { threads }) }),
    noise: engineNoise,
    commands$,
  };
  const { launcher, library, size: processes } = plan;
  if (launcher !== null)
    return launchModule({
      ...config,
      processes,
      launcher: startWith(launcher, { processes, isRoot: process.getuid?.() === 0 }),
    });
  // MPICH's launcher talks to its processes through this descriptor.
  return forkModule({ ...config, inherits: library === null ? [] : ['PMI_FD'] });
}
