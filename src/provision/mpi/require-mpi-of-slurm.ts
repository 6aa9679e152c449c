import { badOption, launchedBy, MillraceError } from '../../core/index.ts';

/** Throws BadOption if `srun` started several tasks without MPI: each would train alone, on the same images. */
export function requireMpiOfSlurm(environment: Readonly<NodeJS.ProcessEnv>): void {
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
