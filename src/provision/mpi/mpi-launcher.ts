import { realpathSync } from 'node:fs';
import { map, type Observable } from 'rxjs';
import type { MpiFamily } from '../../core/index.ts';
import { runCommand, type Launcher } from '../../io/processes/index.ts';
import { FAMILY_NAMES } from './mpi-families.ts';

/** A program that starts the processes of an MPI run. */
export interface MpiLauncher {
  readonly path: string;
  readonly family: MpiFamily;
  /** For messages: `MPICH 5.0.2`. */
  readonly name: string;
}

/** Emits the launcher at a path, by what it says about itself; null for another program. */
export const launcherAt = (
  path: string,
  environment: Readonly<NodeJS.ProcessEnv>,
): Observable<MpiLauncher | null> =>
  runCommand({ file: path, args: ['--version'], environment }).pipe(
    map(({ output, errors }) => {
      const text = output + errors;
      const [, hydra] = /HYDRA[^]*?Version:\s*(\S+)/.exec(text) ?? [];
      const [, openMpi] = /\((?:Open MPI|OpenRTE|PRRTE)\) (\S+)/.exec(text) ?? [];
      const family = hydra === undefined ? (openMpi === undefined ? null : 'openmpi') : 'mpich';
      // MPICH's launcher looks for its other programs beside the name by which it was called.
      return family === null
        ? null
        : {
            path: family === 'mpich' ? realpathSync(path) : path,
            family,
            name: `${FAMILY_NAMES[family]} ${hydra ?? openMpi ?? ''}`,
          };
    }),
  );

/**
 * Returns how to start `processes` processes on this machine only, even inside the allocation of a batch system. No process
 * is bound to a core: each sets its own number of threads. MPICH's launcher ends its processes even if it is killed; Open
 * MPI's does so at a signal that it can receive.
 */
export const startWith = (
  { path, family }: Pick<MpiLauncher, 'path' | 'family'>,
  { processes, isRoot }: { readonly processes: number; readonly isRoot: boolean },
): Launcher =>
  family === 'mpich'
    ? {
        path,
        args: ['-launcher', 'fork', '-rmk', 'user', '-hosts', 'localhost', '-n', `${processes}`],
        killSignal: 'SIGKILL',
      }
    : {
        path,
        args: [
          ...(isRoot ? ['--allow-run-as-root'] : []),
          ...['--host', `localhost:${processes}`, '--oversubscribe', '--bind-to', 'none'],
          ...['-n', `${processes}`],
        ],
        killSignal: 'SIGTERM',
      };
