type Environment = Readonly<Record<string, string | undefined>>;

/** A family of MPI implementations: a launcher and a library of one family understand each other. */
export type MpiFamily = 'mpich' | 'openmpi';

/** The place of a process among several that an MPI launcher (`mpirun`, `srun`) started. */
export interface Launched {
  /** The family of MPI libraries that can talk to the launcher. */
  readonly family: MpiFamily;
  /** From 0. */
  readonly rank: number;
  /** At least 2. */
  readonly size: number;
}

/**
 * Returns the place that a launcher gave this process; null if none started it, or it alone, as `srun --pty bash` does for the
 * commands of its shell. Open MPI's launcher sets OMPI_COMM_WORLD_*, that of MPICH and Slurm's pmi2 PMI_*, and Slurm's pmix
 * PMIX_*.
 */
export function launchedBy(environment: Environment): Launched | null {
  const number = (...names: readonly string[]): number | null => {
    const text = names.map((name) => environment[name]).find((value) => /^\d+$/.test(value ?? ''));
    return text === undefined ? null : Number(text);
  };
  const places: readonly (readonly [MpiFamily, rank: number | null, size: number | null])[] = [
    ['openmpi', number('OMPI_COMM_WORLD_RANK'), number('OMPI_COMM_WORLD_SIZE')],
    ['mpich', number('PMI_RANK'), number('PMI_SIZE', 'SLURM_STEP_NUM_TASKS', 'SLURM_NTASKS')],
    ['openmpi', number('PMIX_RANK'), number('SLURM_STEP_NUM_TASKS', 'SLURM_NTASKS')],
  ];
  for (const [family, rank, stated] of places) {
    if (rank === null) continue;
    const size = stated ?? rank + 1;
    return size === 1 ? null : { family, rank, size };
  }
  return null;
}
