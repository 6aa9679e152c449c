import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findLibrary, requireLibrary } from '../../../src/provision/mpi/find-library.ts';
import { abiOf } from '../../../src/provision/mpi/mpi-families.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { madeLibrary, madeMpi } from './made-mpi.ts';

const nowhere = { systemFolders: [], ancestors: () => [], cacheFolder: '/nonexistent' };

test.each([
  ['libmpi_abi.so.1', 'abi'],
  ['libmpi_abi.1.dylib', 'abi'],
  ['libmpich.so.12', 'mpich'],
  ['libmpi.so.12', 'mpich'],
  ['libmpi.12.dylib', 'mpich'],
  ['libmpi_cray.so.12', 'mpich'],
  ['libmpi.so.40', 'openmpi'],
  ['libmpi.so.40.30.4', 'openmpi'],
  ['libmpi.40.dylib', 'openmpi'],
  ['libmpi_cxx.so.40', null],
  ['libc.so.6', null],
])('the interface of %s is %s', (name, abi) => {
  expect(abiOf(`/lib/${name}`)).toBe(abi);
});

test('the library is the one of the launcher on the PATH, which may be a link', () => {
  using folder = temporaryFolder();
  const launcher = madeMpi(join(folder.path, 'mpich'), 'mpich', ['lib/libmpi.so.12', 'lib/libmpi_abi.so.1']);
  const bin = join(folder.path, 'links');
  madeLibrary(join(bin, 'other'));
  symlinkSync(launcher, join(bin, 'mpirun'));
  expect(findLibrary('mpich', { ...nowhere, environment: { PATH: bin } })).toEqual({
    path: join(folder.path, 'mpich', 'lib', 'libmpi_abi.so.1'),
    abi: 'abi',
    name: 'MPICH',
  });
});

test('a launcher of the other family on the PATH does not count', () => {
  using folder = temporaryFolder();
  madeMpi(join(folder.path, 'a'), 'mpich', ['lib/libmpi_abi.so.1']);
  madeMpi(join(folder.path, 'b'), 'openmpi', ['lib/libmpi.so.40']);
  const environment = { PATH: `${folder.path}/a/bin:${folder.path}/b/bin` };
  expect(findLibrary('openmpi', { ...nowhere, environment })).toMatchObject({
    path: join(folder.path, 'b', 'lib', 'libmpi.so.40'),
    abi: 'openmpi',
  });
  expect(findLibrary('openmpi', { ...nowhere, environment: { PATH: `${folder.path}/a/bin` } })).toBeNull();
});

test('the launcher that started this process comes before the PATH', () => {
  using folder = temporaryFolder();
  const started = madeMpi(join(folder.path, 'own'), 'openmpi', ['lib64/libmpi.so.40'], 'prterun');
  madeMpi(join(folder.path, 'other'), 'openmpi', ['lib/libmpi.so.40']);
  const found = findLibrary('openmpi', {
    ...nowhere,
    environment: { PATH: `${folder.path}/other/bin` },
    ancestors: () => ['/usr/bin/bash', started],
  });
  expect(found?.path).toBe(join(folder.path, 'own', 'lib64', 'libmpi.so.40'));
});

test("then come LD_LIBRARY_PATH and the system's folders", () => {
  using folder = temporaryFolder();
  const system = madeLibrary(join(folder.path, 'system', 'libmpich.so.12'));
  const places = { ...nowhere, systemFolders: [join(folder.path, 'system')] };
  expect(findLibrary('mpich', { ...places, environment: {} })?.path).toBe(system);
  const chosen = madeLibrary(join(folder.path, 'mine', 'libmpi.so.12'));
  const environment = { LD_LIBRARY_PATH: `/nonexistent:${folder.path}/mine` };
  expect(findLibrary('mpich', { ...places, environment })?.path).toBe(chosen);
});

test('a library with the standard ABI names its family', () => {
  using folder = temporaryFolder();
  madeLibrary(join(folder.path, 'libmpi_abi.so.1'), 'a library: Open MPI v6.0.0');
  const places = { ...nowhere, environment: {}, systemFolders: [folder.path] };
  expect(findLibrary('mpich', places)).toBeNull();
  expect(findLibrary('openmpi', places)?.abi).toBe('abi');
});

test('MILLRACE_MPI overrides all others', () => {
  using folder = temporaryFolder();
  madeMpi(join(folder.path, 'a'), 'mpich', ['lib/libmpi_abi.so.1']);
  const path = madeLibrary(join(folder.path, 'libmpi.so.12'));
  const environment = { PATH: `${folder.path}/a/bin`, MILLRACE_MPI: path };
  expect(findLibrary('mpich', { ...nowhere, environment })).toEqual({ path, abi: 'mpich', name: 'MPICH' });
});

test.each([
  ['libmpi.so.12', 'expected the absolute path of an MPI library, received libmpi.so.12, which is not one'],
  ['FOLDER/libc.so.6', 'received FOLDER/libc.so.6, which is none of libmpi_abi.so.1, libmpich.so.12'],
  [
    'FOLDER/libmpi.so.40',
    'expected the absolute path of an MPI library of MPICH, whose launcher is used, received FOLDER/libmpi.so.40 of Open MPI',
  ],
])('MILLRACE_MPI=%s is refused', (path, message) => {
  using folder = temporaryFolder();
  for (const name of ['libc.so.6', 'libmpi.so.40']) madeLibrary(join(folder.path, name));
  const environment = { MILLRACE_MPI: path.replace('FOLDER', folder.path) };
  expect(() => findLibrary('mpich', { ...nowhere, environment })).toThrow(
    message.replaceAll('FOLDER', folder.path),
  );
});

test('no library is an error that says what to do', () => {
  expect(() => requireLibrary('openmpi', { ...nowhere, environment: {} })).toThrow(
    'MPI: expected the library of Open MPI, whose launcher started this process, received none. Install Open MPI, or set MILLRACE_MPI to the path of its library (libmpi.so.40',
  );
});
