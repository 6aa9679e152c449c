/** An MPI library on this machine. */
export interface MpiLibrary {
  /** The path of the shared library. */
  readonly path: string;
  /** Its binary interface: the standard ABI of MPI 5, or that of MPICH or Open MPI. */
  readonly abi: 'abi' | 'mpich' | 'openmpi';
  /** Its name for messages: `MPICH 5.0.2`. */
  readonly name: string;
}
