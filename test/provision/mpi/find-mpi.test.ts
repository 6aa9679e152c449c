import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findMpi } from '../../../src/provision/mpi/find-mpi.ts';
import { startWith } from '../../../src/provision/mpi/index.ts';
import { collect } from '../../support/collect.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { madeLibrary, madeMpi } from './made-mpi.ts';

const BIN = '/bin:/usr/bin';
const found = async (environment: NodeJS.ProcessEnv) =>
  (await collect(findMpi({ environment, cacheFolder: '/nonexistent' })))[0];

test.each([
  ['mpich', 'lib/libmpich.so.12', 'MPICH 4.0.2'],
  ['openmpi', 'lib/openmpi/lib/libmpi.so.40', 'Open MPI 5.0.11'],
  [
    'openrte',
    `lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu/libmpi.so.40`,
    'Open MPI 4.1.4',
  ],
] as const)('finds %s, by what its launcher says', async (kind, library, name) => {
  using folder = temporaryFolder();
  const launcher = madeMpi(folder.path, kind, [library]);
  const mpi = await found({ PATH: `${folder.path}/bin:/bin` });
  expect(mpi?.launcher).toMatchObject({ path: launcher, name });
  expect(mpi?.library).toMatchObject({ path: join(folder.path, library), name });
});

test('skips launchers without a library and programs that are no launcher', async () => {
  using folder = temporaryFolder();
  madeMpi(join(folder.path, 'a'), 'mpich', []);
  madeMpi(join(folder.path, 'b'), 'other', ['lib/libmpi.so.12']);
  const launcher = madeMpi(join(folder.path, 'c'), 'openmpi', ['lib/libmpi.so.40'], 'mpirun');
  const PATH = ['a', 'b', 'c'].map((name) => `${folder.path}/${name}/bin`).join(':');
  expect((await found({ PATH: `${PATH}:/bin` }))?.launcher.path).toBe(launcher);
});

test('null if there is none', async () => {
  using folder = temporaryFolder();
  expect(await found({ PATH: folder.path })).toBeNull();
});

test('MILLRACE_MPI takes the launcher beside the library', async () => {
  using folder = temporaryFolder();
  madeMpi(join(folder.path, 'first'), 'mpich', ['lib/libmpi.so.12']);
  const launcher = madeMpi(join(folder.path, 'mine'), 'mpich', ['lib/libmpi.so.12']);
  const MILLRACE_MPI = join(folder.path, 'mine', 'lib', 'libmpi.so.12');
  const mpi = await found({ PATH: `${folder.path}/first/bin:/bin`, MILLRACE_MPI });
  expect(mpi).toMatchObject({ launcher: { path: launcher }, library: { path: MILLRACE_MPI } });
});

test('MILLRACE_MPI without a launcher of its family is refused', async () => {
  using folder = temporaryFolder();
  madeMpi(join(folder.path, 'first'), 'openmpi', ['lib/libmpi.so.40']);
  const MILLRACE_MPI = madeLibrary(join(folder.path, 'libmpi.so.12'));
  await expect(found({ PATH: `${folder.path}/first/bin:${BIN}`, MILLRACE_MPI })).rejects.toThrow(
    'MILLRACE_MPI: expected a library with its launcher: mpiexec of MPICH, beside it or on the PATH',
  );
});

test('the processes stay on this machine, and Open MPI needs a word for root', () => {
  const start = (family: 'mpich' | 'openmpi', isRoot: boolean) => {
    const { path, args, killSignal } = startWith({ path: 'mpiexec', family }, { processes: 3, isRoot });
    return [killSignal, path, ...args].join(' ');
  };
  expect(start('mpich', true)).toBe('SIGKILL mpiexec -launcher fork -rmk user -hosts localhost -n 3');
  const rest = '--host localhost:3 --oversubscribe --bind-to none -n 3';
  expect(start('openmpi', false)).toBe(`SIGTERM mpiexec ${rest}`);
  expect(start('openmpi', true)).toBe(`SIGTERM mpiexec --allow-run-as-root ${rest}`);
});
