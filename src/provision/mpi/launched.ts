import { badOption, MillraceError } from '../../core/index.ts';
import type { MpiFamily } from './mpi-families.ts';

type Environment = Readonly<NodeJS.ProcessEnv>;

/** The place of this process among those that an MPI launcher (`mpirun`, `srun`) started. */
export interface Launched {
  /** The family of MPI libraries that can talk to the launcher. */
  readonly family: MpiFamily;
  /** From 0. */
  readonly rank: number;
  readonly size: number;
}

/**
 * Returns the place that a launcher gave this process; null if none started it. Open MPI's launcher sets OMPI_COMM_WORLD_*,
 * that of MPICH and Slurm's pmi2 PMI_*, and Slurm's pmix PMIX_*.
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
  for (const [family, rank, size] of places)
    if (rank !== null) return { family, rank, size: size ?? rank + 1 };
  return null;
}

/** Throws BadOption if `srun` started several tasks without MPI: each would train alone, on the same images. */
export function requireMpiOfSlurm(environment: Environment): void {
  const tasks = Number(environment['SLURM_STEP_NUM_TASKS'] ?? 1);
  if (!(tasks > 1) || launchedBy(environment) !== null) return;
  throw new MillraceError(
    badOption(
      'srun',
      'MPI for its tasks',
      `${tasks} tasks without MPI`,
      'Use srun --mpi=pmi2 (MPICH) or srun --mpi=pmix (Open MPI); srun --mpi=list shows what this cluster has.',
    ),
  );
}
