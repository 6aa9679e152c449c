import { defer, map, of, type Observable } from 'rxjs';
import { launchedBy } from '../../src/core/index.ts';
import type { MpiLibrary } from '../../src/io/index.ts';
import {
  describeFetch,
  provideMpi,
  requireMpiOfSlurm,
  type MpiLauncher,
} from '../../src/provision/mpi/index.ts';
import type { SharedOptions } from '../cli/commands.ts';
import { thinned } from '../lines/thinned.ts';
import type { Terminal } from '../terminal.ts';

/** The processes that run a command. */
export interface ProcessPlan {
  /** The number of this process among those of a launcher, from 0. */
  readonly rank: number;
  readonly size: number;
  /** Null for one process, which needs no MPI. */
  readonly library: MpiLibrary | null;
  /** The launcher with which to start the processes; null if there is one process, or if a launcher started this one. */
  readonly launcher: MpiLauncher | null;
}

/** What decides how many processes run a command. */
export interface ProcessesConfig extends Pick<SharedOptions, 'processes'>, Pick<Terminal, 'env'> {
  /** Whether several processes can run the command together. */
  readonly isParallel: boolean;
}

/**
 * Provides MPI if several processes run a command: emits progress as lines, then the plan. Errors with BadOption for tasks of
 * Slurm without MPI, and as `provideMpi` does.
 */
export const preparedProcesses = ({
  env,
  isParallel,
  processes,
}: ProcessesConfig): Observable<string | ProcessPlan> =>
  defer(() => {
    if (!isParallel) return of(SINGLE);
    requireMpiOfSlurm(env);
    const launched = launchedBy(env);
    const { rank, size } = launched ?? { rank: 0, size: processes };
    if (size === 1) return of(SINGLE);
    return provideMpi(launched, { environment: env }).pipe(
      thinned({ now: () => performance.now() }),
      map((step): string | ProcessPlan => {
        if (step._tag !== 'MpiReady') return describeFetch(step);
        const { library, launcher } = step;
        return { rank, size, library, launcher };
      }),
    );
  });

const SINGLE: ProcessPlan = { rank: 0, size: 1, library: null, launcher: null };
