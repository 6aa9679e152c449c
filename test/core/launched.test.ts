import { expect, test } from 'vitest';
import { launchedBy } from '../../src/core/index.ts';
import { requireMpiOfSlurm } from '../../src/provision/mpi/index.ts';

test.each([
  ['mpiexec of MPICH', { PMI_RANK: '1', PMI_SIZE: '4', PMI_FD: '9' }, { family: 'mpich', rank: 1, size: 4 }],
  [
    'mpirun of Open MPI, which sets PMIx too',
    { OMPI_COMM_WORLD_RANK: '0', OMPI_COMM_WORLD_SIZE: '2', PMIX_RANK: '0' },
    { family: 'openmpi', rank: 0, size: 2 },
  ],
  [
    'srun --mpi=pmi2',
    { SLURM_PROCID: '3', SLURM_STEP_NUM_TASKS: '8', PMI_RANK: '3', PMI_SIZE: '8', PMI_FD: '10' },
    { family: 'mpich', rank: 3, size: 8 },
  ],
  [
    'srun --mpi=pmix',
    { SLURM_PROCID: '2', SLURM_STEP_NUM_TASKS: '4', PMIX_RANK: '2', PMIX_NAMESPACE: 'slurm.pmix.7.0' },
    { family: 'openmpi', rank: 2, size: 4 },
  ],
] as const)('%s', (_, environment, launched) => {
  expect(launchedBy(environment)).toEqual(launched);
  expect(() => requireMpiOfSlurm(environment)).not.toThrow();
});

test.each([
  ['a shell', { PATH: '/bin' }],
  ['a batch script of Slurm', { SLURM_JOB_ID: '7', SLURM_NTASKS: '8', SLURM_PROCID: '0' }],
  ['srun with one task', { SLURM_STEP_NUM_TASKS: '1', SLURM_PROCID: '0' }],
  ['a shell of srun --mpi=pmi2 --pty', { SLURM_STEP_NUM_TASKS: '1', PMI_RANK: '0', PMI_SIZE: '1' }],
  ['a shell of srun --mpi=pmix --pty', { SLURM_NTASKS: '8', SLURM_STEP_NUM_TASKS: '1', PMIX_RANK: '0' }],
  [
    'mpirun with one process in a batch job',
    { OMPI_COMM_WORLD_RANK: '0', OMPI_COMM_WORLD_SIZE: '1', PMIX_RANK: '0', SLURM_NTASKS: '8' },
  ],
] as const)('%s launches no processes together', (_, environment) => {
  expect(launchedBy(environment)).toBeNull();
  expect(() => requireMpiOfSlurm(environment)).not.toThrow();
});

test('srun without MPI is refused, since each task would train alone', () => {
  expect(() => requireMpiOfSlurm({ SLURM_STEP_NUM_TASKS: '4', SLURM_PROCID: '1' })).toThrow(
    'srun: expected MPI for its tasks, received 4 tasks without MPI. Use srun --mpi=pmi2 (MPICH) or srun --mpi=pmix',
  );
});
