import type { MpiLibrary } from '../../src/io/index.ts';

/** An MPI library, and the launcher of its processes. */
export interface MpiSetup {
  readonly library: MpiLibrary;
  readonly launcher: readonly string[];
}

/** Returns the MPI with which tests run; null if there is none. */
export const mpiSetup = (): MpiSetup => ({
  library: { path: '/tmp/mpi/v/lib/libmpi_abi.so.1', abi: 'abi', name: 'MPICH 5.0.2' },
  // Otherwise it kills all processes when one fails.
  launcher: ['/tmp/mpi/v/bin/mpiexec', '-disable-auto-cleanup'],
});
