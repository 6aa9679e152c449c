import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
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
} from '../../../src/provision/engine/index.ts';
import { COMPILER, fakeMachine, type FakeMachine } from '../../support/fake-machine.ts';
import { collect } from '../../support/collect.ts';

const run = (options: PrepareOptions): Promise<readonly PrepareProgress[]> => collect(prepareEngine(options));

/** Returns the tags without repetitions. */
const stages = (steps: readonly PrepareProgress[]): readonly string[] =>
  steps.map(({ _tag }) => _tag).filter((tag, i, all) => tag !== all[i - 1]);

const failure = (options: PrepareOptions): Promise<MillraceError['detail']> =>
  run(options).then(
    () => expect.fail('it was prepared'),
    (error: unknown) => (error as MillraceError).detail,
  );

const BINDING = /^binding-4\.22\.0-[0-9a-f]{8}$/;
/** Returns the names in the engine's folder; the binding's without its hash. */
const partsOf = (folder: string): readonly string[] =>
  readdirSync(folder)
    .map((name) => (BINDING.test(name) ? 'binding' : name))
    .sort();
const bindingFolders = (fake: FakeMachine): readonly string[] =>
  readdirSync(fake.engine).filter((name) => name.startsWith('binding'));
const library = (fake: FakeMachine): string => join(fake.engine, 'tensorflow', 'libtensorflow_cc.so.2');
const calls = (fake: FakeMachine): readonly string[] =>
  fake
    .calls()
    .filter((call) => !call.includes('--version'))
    .map((call) => call.split(' ')[0] ?? '');

test('announces, downloads, verifies, unpacks, compiles and loads', async () => {
  using fake = fakeMachine();
  const steps = await run(fake.options);
  expect(stages(steps)).toEqual([
    ...['WillFetch', 'Downloading', 'Verifying', 'Unpacking', 'Compiling', 'Trying', 'Ready'],
  ]);
  const { bytes } = fake.options.machine.wheels('', 'cpu')!.tensorflow;
  expect(steps[0]).toMatchObject({ downloads: [{ name: 'tensorflow 1.0', bytes }], folder: fake.engine });
  expect(readFileSync(library(fake), 'utf8')).toBe('library '.repeat(1000));
  expect(existsSync(join(fake.engine, 'tensorflow', 'include', 'c', 'c_api.h'))).toBe(true);
  expect(existsSync(join(fake.engine, 'tensorflow', 'python'))).toBe(false);
  expect(partsOf(fake.engine)).toEqual(['binding', 'tensorflow']);
  const [binding = ''] = bindingFolders(fake);
  expect(readdirSync(join(fake.engine, binding)).sort()).toEqual([
    ...['manifest.json', 'millrace_native.node', 'tfjs_binding.node'],
  ]);
  expect(readdirSync(fake.options.cacheFolder)).toEqual(['tensorflow-2.21.0-cpu-linux-x64']);
});

test("requests the pinned wheel under pip's own settings", async () => {
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

test('completes without a value and without a program if the engine is prepared', async () => {
  using fake = fakeMachine();
  await run(fake.options);
  const before = fake.calls();
  expect(await run(fake.options)).toEqual([]);
  expect(fake.calls()).toEqual(before);
});

test('writes nothing outside the cache', async () => {
  using fake = fakeMachine();
  const before = readdirSync(fake.root, { recursive: true }).sort();
  await run(fake.options);
  const after = readdirSync(fake.root, { recursive: true }).map(String);
  expect(after.filter((path) => !path.startsWith('cache') && path !== 'calls.log').sort()).toEqual(before);
});

test("Millrace's own addon is compiled without TensorFlow, and loaded before it", async () => {
  using fake = fakeMachine();
  await run(fake.options);
  const compilations = fake.calls().filter((call) => call.includes('-shared'));
  expect(compilations).toEqual([
    expect.stringContaining(join(fake.sources.native, 'stderr.cc')),
    expect.stringContaining(join(fake.sources.binding, 'tfjs_binding.cc')),
  ]);
  expect(compilations[0]).not.toMatch(/libtensorflow|tensorflow\/include/);
  expect(fake.calls().find((call) => call.startsWith('node '))).toMatch(
    /millrace_native\.node .*tfjs_binding\.node$/,
  );
});

test.each(['binding', 'native'] as const)('compiles again when the sources in %s change', async (which) => {
  using fake = fakeMachine();
  await run(fake.options);
  writeFileSync(join(fake.sources[which], 'more.h'), 'changed');
  expect(stages(await run(fake.options))).toEqual(['Compiling', 'Trying', 'Ready']);
  expect(bindingFolders(fake)).toHaveLength(2);
  expect(await run(fake.options)).toEqual([]);
});

test.each([
  ['cut short', (file: string) => truncateSync(file, 10)],
  ['changed', (file: string) => writeFileSync(file, 'lybrary '.repeat(1000))],
  ['removed', (file: string) => rmSync(file)],
])('prepares a library again that was %s', async (_, damage) => {
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
    expected: expect.stringMatching(/sha256:/) as unknown,
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
  expect(calls(fake)).toEqual(['python3', 'g++', 'g++', 'node']);
});

test('takes over from a killed process, and removes its leftovers', async () => {
  using fake = fakeMachine();
  const dead = 2 ** 22 + 1;
  mkdirSync(`${fake.engine}.partial-${dead}@${hostname()}-abcdef`, { recursive: true });
  writeFileSync(`${fake.engine}.lock`, JSON.stringify({ pid: dead, host: hostname() }));
  expect(stages(await run(fake.options)).at(-1)).toBe('Ready');
  expect(readdirSync(fake.options.cacheFolder)).toEqual(['tensorflow-2.21.0-cpu-linux-x64']);
});

test('an unsubscribe kills the compiler and leaves nothing unfinished', async () => {
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
  expect(stages(await run(fake.options))).toEqual(['Compiling', 'Trying', 'Ready']);
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test("downloads NVIDIA's libraries beside TensorFlow", async () => {
  using fake = fakeMachine();
  const gpu = { ...fake.with({ hasNvidiaDriver: () => true }), device: 'gpu' as const };
  const folder = join(fake.options.cacheFolder, 'tensorflow-2.21.0-gpu-linux-x64');
  await run(gpu);
  expect(partsOf(folder)).toEqual(['binding', 'nvidia', 'tensorflow']);
  expect(readFileSync(join(folder, 'nvidia', 'some', 'lib', 'libsome.so'), 'utf8')).toBe('card');
  expect(await run(gpu)).toEqual([]);
  rmSync(join(folder, 'nvidia'), { recursive: true });
  expect(stages(await run(gpu))).toEqual(['WillFetch', 'Downloading', 'Verifying', 'Unpacking', 'Ready']);
});

test('the announcement comes before any download', async () => {
  using fake = fakeMachine();
  const first = await firstValueFrom(prepareEngine(fake.options), { defaultValue: null });
  expect(first?._tag).toBe('WillFetch');
  expect(calls(fake)).toEqual([]);
});
