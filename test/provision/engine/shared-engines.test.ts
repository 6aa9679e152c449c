import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { MillraceError } from '../../../src/core/index.ts';
import {
  diagnose,
  engineEnvironment,
  prepareEngine,
  requireEngine,
  type PrepareOptions,
} from '../../../src/provision/engine/index.ts';
import { collect } from '../../support/collect.ts';
import { fakeMachine, type FakeMachine } from '../../support/fake-machine.ts';
import { flipByte } from '../../support/flip-byte.ts';

const NAME = 'tensorflow-2.21.0-cpu-linux-x64';

/** Returns the options of a user with another cache folder, to whom the engines of the first user are shared. */
const userOf = (fake: FakeMachine, shared = fake.options.cacheFolder) => {
  const { machine } = fake.options;
  return {
    ...fake.options,
    cacheFolder: join(fake.root, 'user'),
    machine: { ...machine, environment: { ...machine.environment, MILLRACE_SHARED_ENGINES: shared } },
  };
};

const stages = async (options: PrepareOptions & { readonly isThorough?: boolean }) => [
  ...new Set((await collect(prepareEngine(options))).map(({ _tag }) => _tag)),
];

/** Returns the paths of all files in a folder, with their times. */
const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true })
    .map((name) => `${String(name)} ${statSync(join(folder, String(name))).mtimeMs}`)
    .sort();

test('an engine of another user is used where it is, and nothing is written', async () => {
  using fake = fakeMachine();
  await collect(prepareEngine(fake.options));
  const user = userOf(fake);
  const before = filesIn(fake.options.cacheFolder);
  expect(await stages(user)).toEqual([]);
  expect(engineEnvironment(user)['MILLRACE_BINDING']).toBe(requireEngine(fake.options).binding);
  const [step] = await collect(diagnose({ ...user, device: 'cpu' }));
  expect(step).toMatchObject({ report: { engines: [{ state: 'prepared', folder: fake.engine }, {}] } });
  expect(filesIn(fake.options.cacheFolder)).toEqual(before);
  expect(existsSync(user.cacheFolder)).toBe(false);
});

test("without one, the user's own is prepared", async () => {
  using fake = fakeMachine();
  mkdirSync(fake.options.cacheFolder);
  const user = userOf(fake);
  expect((await stages(user)).at(-1)).toBe('Ready');
  expect(engineEnvironment(user)['MILLRACE_BINDING']).toContain(join(user.cacheFolder, NAME));
  expect(readdirSync(fake.options.cacheFolder)).toEqual([]);
});

test('of another version, its library is used with a binding of the user', async () => {
  using fake = fakeMachine();
  await collect(prepareEngine(fake.options));
  writeFileSync(join(fake.sources.native, 'more.cc'), 'newer');
  const user = userOf(fake);
  expect(await stages(user)).toEqual(['Compiling', 'Trying', 'Ready']);
  const [binding = ''] = readdirSync(join(user.cacheFolder, NAME));
  expect(readdirSync(join(user.cacheFolder, NAME))).toEqual([expect.stringMatching(/^binding-/)]);
  expect(requireEngine(user)).toMatchObject({
    tensorflow: join(fake.engine, 'tensorflow'),
    bindingFolder: join(user.cacheFolder, NAME, binding),
  });
  expect(fake.calls().some((call) => call.includes(`-rpath,${join(fake.engine, 'tensorflow')}`))).toBe(true);
});

test.each([
  ['incomplete', false, (library: string) => rmSync(library)],
  ['damaged', true, (library: string) => flipByte(library)],
])("if it is %s, the user's own is prepared, and used from then on", async (_, isThorough, damage) => {
  using fake = fakeMachine();
  await collect(prepareEngine(fake.options));
  damage(join(fake.engine, 'tensorflow', 'libtensorflow_cc.so.2'));
  const before = filesIn(fake.options.cacheFolder);
  const user = userOf(fake);
  expect((await stages({ ...user, isThorough })).at(-1)).toBe('Ready');
  expect(requireEngine(user).tensorflow).toBe(join(user.cacheFolder, NAME, 'tensorflow'));
  expect(await stages({ ...user, isThorough: true })).toEqual([]);
  expect(filesIn(fake.options.cacheFolder)).toEqual(before);
});

test.each(['relative', '/none'])('the folder %s is refused', async (folder) => {
  using fake = fakeMachine();
  const user = userOf(fake, folder);
  const { detail } = await collect(prepareEngine(user)).then(
    () => expect.fail('it was prepared'),
    (error: unknown) => error as MillraceError,
  );
  expect(detail).toMatchObject({
    ...{ _tag: 'BadOption', where: 'MILLRACE_SHARED_ENGINES', received: folder },
    expected: 'the absolute path of a folder',
  });
  const [step] = await collect(diagnose(user));
  expect(step).toMatchObject({
    report: {
      problems: [
        {
          problem: `MILLRACE_SHARED_ENGINES: expected the absolute path of a folder, received ${folder}`,
        },
      ],
    },
  });
});

test('doctor points out that a shared folder has no engine for this version', async () => {
  using fake = fakeMachine();
  mkdirSync(fake.options.cacheFolder);
  const [step] = await collect(diagnose(userOf(fake)));
  expect(step).toMatchObject({
    report: {
      problems: [{ problem: 'The engine is not prepared' }],
      hints: [
        {
          problem: `MILLRACE_SHARED_ENGINES: this version of Millrace finds no engine for the cpu that you can read in ${fake.options.cacheFolder}`,
        },
      ],
    },
  });
});
