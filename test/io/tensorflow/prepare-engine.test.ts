import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { filter, firstValueFrom, map, merge } from 'rxjs';
import { expect, test } from 'vitest';
import type { MillraceError } from '../../../src/core/index.ts';
import {
  prepareEngine,
  type PrepareOptions,
  type PrepareProgress,
} from '../../../src/io/tensorflow/index.ts';
import { COMPILER, fakeMachine, type FakeMachine } from '../../support/fake-machine.ts';
import { collect } from '../../support/collect.ts';

const run = (options: PrepareOptions): Promise<readonly PrepareProgress[]> => collect(prepareEngine(options));

/** Steps without their repetitions. */
const stages = (steps: readonly PrepareProgress[]): readonly string[] =>
  steps.map(({ _tag }) => _tag).filter((tag, i, all) => tag !== all[i - 1]);

const failure = (options: PrepareOptions): Promise<MillraceError['detail']> =>
  run(options).then(
    () => expect.fail('it was prepared'),
    (error: unknown) => (error as MillraceError).detail,
  );

const link = (fake: FakeMachine): string =>
  join(fake.root, 'tfjs-node-gpu', 'lib', 'napi-v8', 'tfjs_binding.node');
const library = (fake: FakeMachine): string => join(fake.engine, 'tensorflow', 'libtensorflow_cc.so.2');
const calls = (fake: FakeMachine): readonly string[] =>
  fake
    .calls()
    .filter((call) => !call.includes('--version'))
    .map((call) => call.split(' ')[0] ?? '');

test('says what it will fetch, fetches, verifies, unpacks, compiles, tries, links', async () => {
  using fake = fakeMachine();
  const steps = await run(fake.options);
  expect(stages(steps)).toEqual([
    ...['WillFetch', 'Downloading', 'Verifying', 'Unpacking', 'Compiling', 'Trying', 'Linking', 'Ready'],
  ]);
  const { bytes } = fake.options.machine.wheels('', 'cpu')!.tensorflow;
  expect(steps[0]).toMatchObject({ downloads: [{ name: 'tensorflow 1.0', bytes }], folder: fake.engine });
  expect(readFileSync(library(fake), 'utf8')).toBe('library '.repeat(1000));
  expect(existsSync(join(fake.engine, 'tensorflow', 'include', 'c', 'c_api.h'))).toBe(true);
  expect(existsSync(join(fake.engine, 'tensorflow', 'python'))).toBe(false);
  expect(readlinkSync(link(fake))).toBe(join(fake.engine, 'binding-4.22.0', 'tfjs_binding.node'));
  expect(readdirSync(fake.options.cacheFolder)).toEqual(['tensorflow-2.21.0-cpu-linux-x64']);
});

test('asks pip for the pinned wheel, and leaves pip its own settings', async () => {
  using fake = fakeMachine();
  await run(fake.options);
  const [download = ''] = fake.calls().filter((call) => call.includes(' download '));
  expect(download).toMatch(
    /--no-deps --only-binary=:all: --python-version 3\.11 --implementation cp --platform any/,
  );
  expect(download).toMatch(/tensorflow==1\.0$/);
  expect(download).not.toMatch(/index-url/);
});

test('is cold', () => {
  using fake = fakeMachine();
  prepareEngine(fake.options);
  expect(fake.calls()).toEqual([]);
  expect(existsSync(fake.options.cacheFolder)).toBe(false);
});

test('completes without a word and without a program where there is nothing to do', async () => {
  using fake = fakeMachine();
  await run(fake.options);
  const before = fake.calls();
  expect(await run(fake.options)).toEqual([]);
  expect(fake.calls()).toEqual(before);
});

test('only links again where npm installed its package anew', async () => {
  using fake = fakeMachine();
  await run(fake.options);
  const before = fake.calls();
  rmSync(join(fake.root, 'tfjs-node-gpu', 'lib'), { recursive: true });
  expect(stages(await run(fake.options))).toEqual(['Linking', 'Ready']);
  expect(fake.calls()).toEqual(before);
});

test('replaces a binding that is not ours', async () => {
  using fake = fakeMachine();
  mkdirSync(join(link(fake), '..'), { recursive: true });
  writeFileSync(link(fake), 'of 2022');
  await run(fake.options);
  expect(readFileSync(link(fake), 'utf8')).toBe('binding by g++');
});

test.each([
  ['cut short', (file: string) => truncateSync(file, 10)],
  ['changed', (file: string) => writeFileSync(file, 'lybrary '.repeat(1000))],
  ['removed', (file: string) => rmSync(file)],
])('prepares a library anew that was %s', async (_, damage) => {
  using fake = fakeMachine();
  await run(fake.options);
  damage(library(fake));
  expect(stages(await run(fake.options))).toEqual([
    'WillFetch',
    'Downloading',
    'Verifying',
    'Unpacking',
    'Ready',
  ]);
  expect(readFileSync(library(fake), 'utf8')).toBe('library '.repeat(1000));
});

test('does not use a wheel that differs from the pinned one', async () => {
  using fake = fakeMachine();
  writeFileSync(join(fake.root, 'tensorflow.whl'), 'something else');
  expect(await failure(fake.options)).toMatchObject({
    _tag: 'DownloadFailed',
    expected: expect.stringMatching(/SHA-256/) as unknown,
  });
  expect(readdirSync(fake.options.cacheFolder)).toEqual([]);
});

test('two at once: one prepares, the other waits', async () => {
  using fake = fakeMachine();
  const steps = await collect(
    merge(
      prepareEngine(fake.options).pipe(map((step) => ['a', step._tag])),
      prepareEngine(fake.options).pipe(map((step) => ['b', step._tag])),
    ),
  );
  const of = (name: string) => new Set(steps.filter(([who]) => who === name).map(([, tag]) => tag));
  expect([...of('a'), ...of('b')].filter((tag) => tag === 'Waiting')).toHaveLength(1);
  expect(calls(fake)).toEqual(['python3', 'g++', 'node']);
});

test('takes over from a process that was killed, and removes what it left', async () => {
  using fake = fakeMachine();
  const dead = 2 ** 22 + 1;
  mkdirSync(`${fake.engine}.partial-${dead}@${hostname()}-abcdef`, { recursive: true });
  writeFileSync(`${fake.engine}.lock`, JSON.stringify({ pid: dead, host: hostname() }));
  expect(stages(await run(fake.options)).at(-1)).toBe('Ready');
  expect(readdirSync(fake.options.cacheFolder)).toEqual(['tensorflow-2.21.0-cpu-linux-x64']);
});

test('unsubscribing kills what runs and leaves nothing half done', async () => {
  using fake = fakeMachine();
  const pidFile = join(fake.root, 'pid');
  fake.program(
    'g++',
    `if (args.includes('--version')) process.exit(0);
     fs.writeFileSync(path.join(root, 'pid'), String(process.pid));
     setInterval(() => {}, 1000);`,
  );
  const compiling = prepareEngine(fake.options).pipe(filter(({ _tag }) => _tag === 'Compiling'));
  const subscription = compiling.subscribe();
  while (!existsSync(pidFile)) await new Promise((done) => setTimeout(done, 20));
  subscription.unsubscribe();
  const pid = Number(readFileSync(pidFile, 'utf8'));
  while (isRunning(pid)) await new Promise((done) => setTimeout(done, 20));
  expect(readdirSync(fake.options.cacheFolder)).toEqual(['tensorflow-2.21.0-cpu-linux-x64']);
  expect(readdirSync(fake.engine)).toEqual(['tensorflow']);
  fake.program('g++', COMPILER);
  expect(stages(await run(fake.options))).toEqual(['Compiling', 'Trying', 'Linking', 'Ready']);
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('NVIDIA libraries are fetched where there is a driver, beside TensorFlow', async () => {
  using fake = fakeMachine();
  const gpu = { ...fake.options, device: 'gpu' as const };
  const folder = join(fake.options.cacheFolder, 'tensorflow-2.21.0-gpu-linux-x64');
  await run(gpu);
  expect(readdirSync(folder).sort()).toEqual(['binding-4.22.0', 'tensorflow']);
  const driver = { ...gpu, machine: { ...fake.options.machine, hasNvidiaDriver: () => true } };
  expect(stages(await run(driver))).toEqual(['WillFetch', 'Downloading', 'Verifying', 'Unpacking', 'Ready']);
  expect(readFileSync(join(folder, 'nvidia', 'some', 'lib', 'libsome.so'), 'utf8')).toBe('card');
  expect(await run(driver)).toEqual([]);
});

test('the first step arrives before anything is fetched', async () => {
  using fake = fakeMachine();
  const first = await firstValueFrom(prepareEngine(fake.options), { defaultValue: null });
  expect(first?._tag).toBe('WillFetch');
  expect(calls(fake)).toEqual([]);
});
