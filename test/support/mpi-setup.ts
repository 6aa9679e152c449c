import { type MpiLibrary } from '../../src/io/index.ts';
import { provideMpi, startWith } from '../../src/provision/mpi/index.ts';
import { collect } from './collect.ts';

/** An MPI library, and the launcher of its processes. */
export interface MpiSetup {
  readonly library: MpiLibrary;
  /** Returns the program and the arguments that start a command, which follows, in so many processes. */
  readonly launcher: (processes: number) => readonly string[];
}

/** Returns the MPI with which tests run: that of this machine, or MPICH, which is downloaded once. */
export async function mpiSetup(): Promise<MpiSetup> {
  const ready = (await collect(provideMpi(null))).find((step) => step._tag === 'MpiReady');
  const launcher = ready?.launcher ?? null;
  if (ready === undefined || launcher === null) throw new Error('expected an MPI launcher');
  const { library } = ready;
  return {
    library,
    launcher: (processes) => {
      const { path, args } = startWith(launcher, { processes, isRoot: process.getuid?.() === 0 });
      // Otherwise it kills all processes when one fails.
      return [path, ...(launcher.family === 'mpich' ? ['-disable-auto-cleanup'] : []), ...args];
    },
  };
}
