import { join } from 'node:path';
import { expect, test } from 'vitest';
import { preparedProcesses } from '../../../tui/commands/prepared-processes.ts';
import { startLines } from '../../../tui/commands/start-lines.ts';
import { madeMpi } from '../../provision/mpi/made-mpi.ts';
import { collect } from '../../support/collect.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const single = { rank: 0, size: 1, library: null, launcher: null };
const prepared = (config: Parameters<typeof preparedProcesses>[0]) => collect(preparedProcesses(config));

test('one process needs no MPI', async () => {
  const one = { isParallel: true, processes: 1 };
  expect(await prepared({ ...one, env: {} })).toEqual([single]);
  expect(await prepared({ ...one, env: { PMI_RANK: '0', PMI_SIZE: '1' } })).toEqual([single]);
  const other = { isParallel: false, processes: 1, env: { PMI_RANK: '0', PMI_SIZE: '4' } };
  expect(await prepared(other)).toEqual([single]);
});

test('--processes takes the launcher and the library of this machine', async () => {
  using folder = temporaryFolder();
  const launcher = madeMpi(folder.path, 'openmpi', ['lib/libmpi.so.40']);
  const env = { PATH: `${folder.path}/bin:/bin`, XDG_CACHE_HOME: folder.path };
  expect(await prepared({ env, isParallel: true, processes: 3 })).toEqual([
    {
      rank: 0,
      size: 3,
      library: { path: join(folder.path, 'lib/libmpi.so.40'), abi: 'openmpi', name: 'Open MPI 5.0.11' },
      launcher: { path: launcher, family: 'openmpi', name: 'Open MPI 5.0.11' },
    },
  ]);
});

test('a process that a launcher started takes its place and its library, whatever --processes says', async () => {
  using folder = temporaryFolder();
  madeMpi(folder.path, 'mpich', ['lib/libmpi.so.12']);
  const env = { PATH: `${folder.path}/bin`, PMI_RANK: '2', PMI_SIZE: '4', XDG_CACHE_HOME: folder.path };
  expect(await prepared({ env, isParallel: true, processes: 3 })).toEqual([
    {
      rank: 2,
      size: 4,
      library: { path: join(folder.path, 'lib/libmpi.so.12'), abi: 'mpich', name: 'MPICH' },
      launcher: null,
    },
  ]);
});

test('tasks of Slurm without MPI are refused for a command that trains', async () => {
  const env = { SLURM_STEP_NUM_TASKS: '2' };
  await expect(prepared({ env, isParallel: true, processes: 1 })).rejects.toThrow('srun --mpi=pmi2');
  expect(await prepared({ env, isParallel: false, processes: 1 })).toEqual([single]);
});

test('the first line says how many processes train', () => {
  const command = { name: 'train', file: undefined, trains: true, isParallel: true };
  const start = { options: { data: 'photos' }, runFolder: '/nonexistent', resumes: false };
  expect(startLines(command, { ...start, processes: 1 })).toEqual([
    'Loading TensorFlow and listing the images in photos, then measuring this machine',
  ]);
  expect(startLines(command, { ...start, processes: 4 })).toEqual([
    'Loading TensorFlow in 4 processes and listing the images in photos, then measuring this machine',
  ]);
  expect(startLines(command, { ...start, resumes: true, processes: 2 })[0]).toMatch(/in 2 processes$/);
});
