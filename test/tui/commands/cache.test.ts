import { readdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { of, tap } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { exitCodeOf, type MillraceError } from '../../../src/core/index.ts';
import { cacheOutput, type CacheSetting } from '../../../tui/commands/cache.ts';
import type { Printed } from '../../../tui/printed.ts';
import { ENGINE, madeCache } from '../../provision/cache/made-cache.ts';
import { madeGiven } from '../made-given.ts';
import { collect } from '../../support/collect.ts';
import { pseudoTerminal } from '../../support/pseudo-terminal.ts';

interface Cache {
  readonly words?: readonly string[];
  readonly yes?: boolean;
  readonly json?: boolean;
}

const cache = (
  folder: string,
  { words = [], yes = false, json = false }: Cache = {},
  ask: CacheSetting['ask'] = null,
): Promise<readonly Printed[]> =>
  collect(cacheOutput(madeGiven({ words, options: { yes }, shared: { json } }), { folder, ask }));

const clean = (
  folder: string,
  { names = [], ...options }: Cache & { readonly names?: readonly string[] },
  ask: CacheSetting['ask'] = null,
): Promise<readonly Printed[]> => cache(folder, { ...options, words: ['clean', ...names] }, ask);

const failure = (printed: Promise<readonly Printed[]>): Promise<MillraceError['detail']> =>
  printed.then(
    () => expect.fail('it went through'),
    (error: unknown) => (error as MillraceError).detail,
  );

const jsonOf = ([printed]: readonly Printed[]): unknown =>
  JSON.parse((printed as { readonly json: string }).json);

test('the list: a table, and how to remove', async () => {
  using made = madeCache();
  const [text] = await cache(made.path);
  const lines = (text as string).split('\n');
  expect(lines.slice(1, -3).map((line) => line.split(/ +/)[0])).toEqual([
    ...['engines', 'data-sets', 'data-sets', 'items', 'other'],
  ]);
  expect(lines.at(-1)).toContain('npm start -- cache clean items');
  expect(await cache(join(made.path, 'none'))).toEqual([`Nothing in ${join(made.path, 'none')}`]);
});

test('--yes without clean is a mistake: nothing is asked', async () => {
  using made = madeCache();
  expect(await failure(cache(made.path, { yes: true }))).toMatchObject({
    where: '--yes',
    advice: 'To remove: npm start -- cache clean --yes',
  });
});

test('the list as one JSON object', async () => {
  using made = madeCache();
  const list = jsonOf(await cache(made.path, { json: true }));
  expect(list).toMatchObject({
    folder: made.path,
    bytes: 1240,
    entries: [{ kind: 'engines', bytes: 1100 }, {}, {}, {}, {}],
  });
});

describe('cleaning', () => {
  test('asks, and removes what Millrace knows once the person agrees', async () => {
    using made = madeCache();
    const questions: string[] = [];
    const ask = (question: string) => of(true).pipe(tap(() => questions.push(question)));
    const [list, ...removed] = await clean(made.path, {}, ask);
    expect(questions).toEqual([`Runs that use these files will fail. Remove 1 kB in ${made.path}? [y/N] `]);
    expect(list).not.toContain('node-linux');
    expect(removed.map((line) => (line as string).split(' ')[0])).toEqual(Array(4).fill('Removed'));
    expect(readdirSync(made.path)).toEqual(['node-linux-x64-22']);
  });

  test('leaves everything if the person does not', async () => {
    using made = madeCache();
    const before = readdirSync(made.path);
    expect((await clean(made.path, {}, () => of(false))).at(-1)).toBe('Nothing removed');
    expect(readdirSync(made.path)).toEqual(before);
  });

  test('without a terminal it takes --yes', async () => {
    using made = madeCache();
    const error = await failure(clean(made.path, { names: ['items'] }));
    expect(error).toMatchObject({
      _tag: 'BadOption',
      advice: expect.stringMatching(/npm start -- cache clean items --yes$/) as unknown,
    });
    expect(exitCodeOf(error)).toBe(2);
    expect(await clean(made.path, { names: ['items'], yes: true })).toEqual([
      `Removed ${join(made.path, 'items')} (30 B)`,
    ]);
    expect(await clean(made.path, { names: ['items'], yes: true })).toEqual([
      `Nothing to remove in ${made.path}`,
    ]);
  });

  test('takes kinds and names, also of what Millrace does not know', async () => {
    using made = madeCache();
    await clean(made.path, { names: ['engines', 'cifar10', 'other'], yes: true });
    expect(readdirSync(made.path).sort()).toEqual(['imagenette-160.tgz.part', 'items']);
    expect(await failure(clean(made.path, { names: ['cifar11'], yes: true }))).toMatchObject({
      _tag: 'BadOption',
      expected: 'any of engines, mpi, data-sets, pretrained, items, other, imagenette-160',
      received: '"cifar11"',
    });
  });

  test('what is in use is kept, with exit code 1; with --json as one object', async () => {
    using made = madeCache();
    writeFileSync(join(made.path, `${ENGINE}.lock`), JSON.stringify({ pid: process.pid, host: hostname() }));
    const reason = `in use by process ${process.pid} on ${hostname()}`;
    const engines = { names: ['engines'], yes: true };
    expect(await clean(made.path, engines)).toEqual([
      { failureText: `Kept ${join(made.path, ENGINE)}: ${reason}` },
    ]);
    const printed = await clean(made.path, { ...engines, names: ['engines', 'items'], json: true });
    expect(printed).toMatchObject([{ hasFailed: true }]);
    expect(jsonOf(printed)).toMatchObject({
      ...{ folder: made.path, bytes: 30 },
      removed: [{ name: 'items' }],
      kept: [{ name: ENGINE, reason }],
    });
  });
});

describe('on a terminal', () => {
  const started = (folder: string) =>
    pseudoTerminal({
      file: process.execPath,
      args: ['--import', './src/io/processes/tsx.js', 'tui/millrace.ts', 'cache', 'clean', 'items'],
      ...{ columns: 100, rows: 20 },
      env: { XDG_CACHE_HOME: folder },
    });
  /** A cache folder is `millrace` in a folder. */
  const items = (cacheHome: ReturnType<typeof madeCache>): readonly string[] => {
    cacheHome.write('millrace/items/0.pixels', 'x');
    return readdirSync(join(cacheHome.path, 'millrace'));
  };

  test('y removes', async () => {
    using home = madeCache();
    items(home);
    using terminal = started(home.path);
    await terminal.until((screen) => screen.includes('[y/N]'), 'the question');
    terminal.press('y\r');
    expect(await terminal.exit).toBe(0);
    expect(readdirSync(join(home.path, 'millrace'))).toEqual([]);
    expect(terminal.output()).toContain('Removed ');
  });

  test('Ctrl-C removes nothing', async () => {
    using home = madeCache();
    const before = items(home);
    using terminal = started(home.path);
    await terminal.until((screen) => screen.includes('[y/N]'), 'the question');
    terminal.press('\x03');
    expect(await terminal.exit).toBe(130);
    expect(readdirSync(join(home.path, 'millrace'))).toEqual(before);
  });
});
