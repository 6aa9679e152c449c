import { createHash } from 'node:crypto';
import { readdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Launched } from '../../../src/core/index.ts';
import { provideMpi, type MpiReady } from '../../../src/provision/mpi/index.ts';
import { mpichWheel } from '../../../src/provision/mpi/mpich-wheel.ts';
import type { Wheel } from '../../../src/provision/wheels/wheel.ts';
import { collect } from '../../support/collect.ts';
import { fakeMachine, type FakeMachine } from '../../support/fake-machine.ts';
import { zip } from '../../support/zip.ts';
import { madeMpi } from './made-mpi.ts';

const IN_WHEEL = 'mpich-5.0.2.data/data';
const hydra: Launched = { family: 'mpich', rank: 0, size: 2 };

/** A small wheel with the layout of MPICH's, where the fake pip finds it. */
function madeWheel({ root }: FakeMachine): Wheel {
  const archive = zip(
    {
      [`${IN_WHEEL}/bin/mpiexec`]: 'launcher',
      [`${IN_WHEEL}/bin/mpicc`]: 'not needed',
      [`${IN_WHEEL}/bin/hydra_pmi_proxy`]: 'proxy',
      [`${IN_WHEEL}/lib/libmpi.so.12`]: 'not needed',
      [`${IN_WHEEL}/lib/libmpi_abi.so.1`]: 'library',
      [`${IN_WHEEL}/lib/mpich/ucx/libuct_ib.so.0`]: 'network',
      'mpich-5.0.2.dist-info/licenses/LICENSE': 'licence',
    },
    [`${IN_WHEEL}/bin/mpiexec`, `${IN_WHEEL}/bin/hydra_pmi_proxy`],
  );
  writeFileSync(join(root, 'mpich.whl'), archive);
  const sha256 = createHash('sha256').update(archive).digest('hex');
  return { ...mpichWheel('linux-x64')!, tag: 'any', bytes: archive.length, sha256, unpackedBytes: 30 };
}

const provided = (fake: FakeMachine, launched: Launched | null = null) =>
  collect(
    provideMpi(launched, {
      machine: fake.options.machine,
      cacheFolder: fake.options.cacheFolder,
      wheel: madeWheel(fake),
      systemFolders: [],
      ancestors: () => [],
    }),
  );

test('announces, downloads and unpacks MPICH once if this machine has no MPI', async () => {
  using fake = fakeMachine();
  const steps = await provided(fake);
  const tags = steps.map(({ _tag }) => _tag).filter((tag, i, all) => tag !== all[i - 1]);
  expect(tags).toEqual(['WillFetch', 'Downloading', 'Verifying', 'Unpacking', 'MpiReady']);
  const folder = join(fake.options.cacheFolder, 'mpich-5.0.2-linux-x64');
  expect(steps[0]).toMatchObject({ downloads: [{ name: 'mpich 5.0.2' }], folder });
  const ready = steps.at(-1) as MpiReady;
  expect(ready).toEqual({
    _tag: 'MpiReady',
    library: { path: join(folder, 'data/lib/libmpi_abi.so.1'), abi: 'abi', name: 'MPICH 5.0.2' },
    launcher: { path: join(folder, 'data/bin/mpiexec'), family: 'mpich', name: 'MPICH 5.0.2' },
  });
  expect(statSync(ready.launcher!.path).mode & 0o111).toBe(0o111);
  expect(readdirSync(folder, { recursive: true }).map(String).sort()).toEqual([
    ...['data', 'data/bin', 'data/bin/hydra_pmi_proxy', 'data/bin/mpiexec'],
    ...['data/lib', 'data/lib/libmpi_abi.so.1', 'data/lib/mpich', 'data/lib/mpich/ucx'],
    ...['data/lib/mpich/ucx/libuct_ib.so.0', 'licenses', 'licenses/LICENSE', 'manifest.json'],
  ]);
  const calls = fake.calls().length;
  expect(await provided(fake)).toEqual([ready]);
  expect(fake.calls()).toHaveLength(calls);
});

test('replaces a damaged one', async () => {
  using fake = fakeMachine();
  const ready = (await provided(fake)).at(-1) as MpiReady;
  truncateSync(ready.library.path, 3);
  expect((await provided(fake)).at(-1)).toEqual(ready);
  expect(statSync(ready.library.path).size).toBe('library'.length);
});

test('uses the MPI of this machine', async () => {
  using fake = fakeMachine();
  const launcher = madeMpi(fake.root, 'openmpi', ['lib/libmpi.so.40']);
  const path = fake.options.machine.environment['PATH'] ?? '';
  const steps = await collect(
    provideMpi(null, {
      machine: { ...fake.options.machine, environment: { PATH: `${path}:/bin` } },
      cacheFolder: fake.options.cacheFolder,
    }),
  );
  expect(steps).toMatchObject([{ _tag: 'MpiReady', launcher: { path: launcher, family: 'openmpi' } }]);
});

test("a process of MPICH's launcher, as of Slurm's pmi2, fetches MPICH if there is no library", async () => {
  using fake = fakeMachine();
  const steps = await provided(fake, hydra);
  expect(steps.at(-1)).toMatchObject({ _tag: 'MpiReady', library: { abi: 'abi' }, launcher: null });
});

test("a process of Open MPI's launcher needs Open MPI", async () => {
  using fake = fakeMachine();
  await expect(provided(fake, { ...hydra, family: 'openmpi' })).rejects.toThrow(
    'MPI: expected the library of Open MPI',
  );
});

test('without pip, says how to install it', async () => {
  using fake = fakeMachine();
  fake.remove('python3');
  await expect(provided(fake)).rejects.toThrow('MPI: expected Python 3 with pip, which downloads MPICH');
});

test('without a wheel for the platform, says what to install', async () => {
  using fake = fakeMachine();
  const { machine, cacheFolder } = fake.options;
  const providing = provideMpi(null, { machine: { ...machine, platform: 'linux-riscv64' }, cacheFolder });
  await expect(collect(providing)).rejects.toThrow(
    'MPI: expected MPICH or Open MPI, whose mpiexec is on the PATH, received none, and PyPI has no MPICH for linux-riscv64',
  );
});

test.each([
  ['linux-x64', 13],
  ['linux-arm64', 10],
  ['darwin-arm64', 10],
] as const)('the wheel for %s is pinned', (platform, megabytes) => {
  const wheel = mpichWheel(platform)!;
  expect(Math.round(wheel.bytes / 1e6)).toBe(megabytes);
  expect(wheel.sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(wheel.keep.test(`${IN_WHEEL}/lib/libpmpi_abi.1.dylib`)).toBe(true);
  expect(wheel.keep.test(`${IN_WHEEL}/lib/libmpi_abi.so`)).toBe(false);
});

test('there is none for other platforms', () => {
  expect(mpichWheel('linux-x64-musl')).toBeUndefined();
  expect(mpichWheel('darwin-x64')).toBeUndefined();
});
