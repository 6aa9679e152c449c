import { existsSync, mkdirSync, readdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { of, tap } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { exitCodeOf, type MillraceError } from '../../../src/core/index.ts';
import { runsOutput, type RunsOptions, type RunsSetting } from '../../../tui/commands/runs.ts';
import type { Printed } from '../../../tui/printed.ts';
import { collect } from '../../support/collect.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { madeGiven } from '../made-given.ts';

interface Arguments extends Partial<RunsOptions> {
  readonly json?: boolean;
  readonly ask?: RunsSetting['ask'];
}

const runs = (
  words: readonly string[],
  { keep, yes = false, json = false, ask = null }: Arguments = {},
): Promise<readonly Printed[]> =>
  collect(
    runsOutput(madeGiven({ words, options: { keep, yes }, shared: { json } }), {
      linesOf: (all) => all.map(({ name }) => `listed ${name}`),
      ask,
    }),
  );

const failure = (printed: Promise<readonly Printed[]>): Promise<MillraceError['detail']> =>
  printed.then(
    () => expect.fail('it went through'),
    (error: unknown) => (error as MillraceError).detail,
  );

const jsonOf = ([printed]: readonly Printed[]): Readonly<Record<string, unknown>> =>
  JSON.parse((printed as { readonly json: string }).json) as Readonly<Record<string, unknown>>;

const SIZE = 1000;

/** Makes a folder of runs `a`, `b`, …, the oldest first, with 1000 bytes each. */
function madeRuns(...names: readonly string[]) {
  const folder = temporaryFolder();
  const at = (...parts: readonly string[]): string => join(folder.path, ...parts);
  const configure = (name: string, config: object): void => {
    const minutes = 60 * (names.indexOf(name) - 100);
    writeFileSync(at(name, 'config.json'), JSON.stringify(config));
    utimesSync(at(name, 'config.json'), Date.now() / 1000 + minutes, Date.now() / 1000 + minutes);
  };
  for (const name of names) {
    mkdirSync(at(name), { recursive: true });
    configure(name, { pipeline: 'baseline' });
    writeFileSync(at(name, 'metrics.jsonl'), '{"_tag":"RunEnded","why":"stopped"}\n');
    writeFileSync(at(name, 'model.safetensors'), Buffer.alloc(SIZE - 59));
  }
  const lock = (name: string, pid = process.pid): void =>
    writeFileSync(at(name, 'run.lock'), JSON.stringify({ pid, host: hostname() }));
  return { ...folder, at, configure, lock, names: () => readdirSync(folder.path).sort() };
}

describe('the list', () => {
  test('as one JSON object, with sizes', async () => {
    using made = madeRuns('a', 'b');
    writeFileSync(made.at('b', 'report.html'), Buffer.alloc(500));
    expect(jsonOf(await runs([made.path], { json: true }))).toMatchObject({
      folder: made.path,
      bytes: 2 * SIZE + 500,
      runs: [
        { name: 'a', path: made.at('a'), bytes: SIZE, state: 'stopped', config: { pipeline: 'baseline' } },
        { name: 'b', bytes: SIZE + 500 },
      ],
    });
  });

  test('a missing folder, and options of prune, are mistakes', async () => {
    using made = madeRuns('a');
    expect((await failure(runs([made.at('none')]))).received).toContain('which does not exist');
    expect(await failure(runs([made.path], { keep: 1 }))).toMatchObject({ where: '--keep' });
    expect(await failure(runs([], { yes: true }))).toMatchObject({
      where: '--yes',
      advice: 'To remove old runs: npm start -- runs prune --keep 10',
    });
  });
});

describe('prune', () => {
  test('lists what it would remove, asks, and removes the oldest', async () => {
    using made = madeRuns('a', 'b', 'c');
    const questions: string[] = [];
    const ask = (question: string) => of(true).pipe(tap(() => questions.push(question)));
    expect(await runs(['prune', made.path], { keep: 1, ask })).toEqual([
      ...['listed a', 'listed b'],
      ...[`Removed ${made.at('a')} (1 kB)`, `Removed ${made.at('b')} (1 kB)`],
    ]);
    expect(questions).toEqual(['Remove 2 runs with everything in their folders (2 kB)? [y/N] ']);
    expect(made.names()).toEqual(['c']);
  });

  test('removes nothing if the user does not agree', async () => {
    using made = madeRuns('a', 'b');
    const printed = await runs(['prune', made.path], { keep: 1, ask: () => of(false) });
    expect(printed.at(-1)).toBe('Nothing removed');
    expect(made.names()).toEqual(['a', 'b']);
  });

  test('without a terminal needs --yes', async () => {
    using made = madeRuns('a', 'b');
    mkdirSync(made.at('my runs'));
    const error = await failure(runs(['prune', made.at('my runs')], { keep: 1 }));
    expect(error.advice).toBe(
      `To remove without asking: npm start -- runs prune '${made.at('my runs')}' --keep 1 --yes`,
    );
    expect(exitCodeOf(error)).toBe(2);
    expect(await runs(['prune', made.path], { keep: 1, yes: true })).toEqual([
      `Removed ${made.at('a')} (1 kB)`,
    ]);
    expect(await runs(['prune', made.path], { keep: 1, yes: true })).toEqual([
      `Nothing to remove in ${made.path}`,
    ]);
  });

  test('needs a number of runs to keep, and a folder of runs', async () => {
    using made = madeRuns('a');
    expect(await failure(runs(['prune', made.path], { yes: true }))).toMatchObject({
      where: 'runs prune',
      received: 'nothing',
    });
    expect(await failure(runs(['prune', made.at('a')], { keep: 0, yes: true }))).toMatchObject({
      _tag: 'BadData',
      received: `${made.at('a')}, which is a run`,
    });
    expect(made.names()).toEqual(['a']);
  });

  test('with 0, removes every run that is not in use', async () => {
    using made = madeRuns('a', 'b');
    await runs(['prune', made.path], { keep: 0, yes: true });
    expect(made.names()).toEqual([]);
  });

  test('keeps a run in progress, also if its process is suspended', async () => {
    using made = madeRuns('running', 'claimed', 'dead', 'new');
    writeFileSync(made.at('running', 'metrics.jsonl'), '{"_tag":"Step"}\n');
    made.lock('claimed');
    utimesSync(made.at('claimed', 'run.lock'), 1000, 1000);
    made.lock('dead', 2 ** 22 + 1);
    expect(await runs(['prune', made.path], { keep: 1, yes: true })).toEqual([
      `Kept ${made.at('running')}: in progress`,
      `Kept ${made.at('claimed')}: in use by process ${process.pid} on ${hostname()}`,
      `Removed ${made.at('dead')} (1 kB)`,
    ]);
  });

  test('keeps the runs whose models a kept run uses, and theirs', async () => {
    using made = madeRuns('first', 'unused', 'second', 'chapter', 'last');
    made.configure('second', { continue: made.at('first') });
    made.configure('last', { from: made.at('second') });
    expect(await runs(['prune', made.path], { keep: 1, yes: true })).toEqual([
      `Kept ${made.at('second')}: last uses its model`,
      `Kept ${made.at('first')}: second uses its model`,
      `Removed ${made.at('unused')} (1 kB)`,
      `Removed ${made.at('chapter')} (1 kB)`,
    ]);
  });

  test('a model may be that of an experiment inside a run', async () => {
    using made = madeRuns('chapter', 'chapter2', 'last');
    mkdirSync(made.at('chapter', 'mixup'));
    made.configure('last', { continue: made.at('chapter', 'mixup') });
    expect(await runs(['prune', made.path], { keep: 1, yes: true })).toEqual([
      `Kept ${made.at('chapter')}: last uses its model`,
      `Removed ${made.at('chapter2')} (1 kB)`,
    ]);
  });

  test('keeps links, which do not count, and the runs they point to', async () => {
    using made = madeRuns('a', 'b', 'c');
    symlinkSync('a', made.at('best'));
    expect(await runs(['prune', made.path], { keep: 1, yes: true })).toEqual([
      `Kept ${made.at('a')}: best links to it`,
      `Removed ${made.at('b')} (1 kB)`,
    ]);
    expect(made.names()).toEqual(['a', 'best', 'c']);
  });

  test('removes a folder of runs once it is empty', async () => {
    using made = madeRuns('group/a', 'other/b', 'other/c');
    await runs(['prune', made.path], { keep: 1, yes: true });
    expect(made.names()).toEqual(['other']);
    await runs(['prune', made.at('other')], { keep: 0, yes: true });
    expect(existsSync(dirname(made.at('other', 'c')))).toBe(true);
  });

  test('a run that a process claims meanwhile is kept, with exit code 1', async () => {
    using made = madeRuns('a', 'b');
    const ask = () => of(true).pipe(tap(() => made.lock('a')));
    expect((await runs(['prune', made.path], { keep: 0, ask })).slice(2)).toEqual([
      { failureText: `Kept ${made.at('a')}: in use by process ${process.pid} on ${hostname()}` },
      `Removed ${made.at('b')} (1 kB)`,
    ]);
    expect(readdirSync(made.at('a'))).toContain('model.safetensors');
  });

  test('the outcome as one JSON object', async () => {
    using made = madeRuns('a', 'b', 'c');
    made.lock('a');
    expect(await failure(runs(['prune', made.path], { keep: 1, json: true }))).toMatchObject({
      _tag: 'BadOption',
    });
    const printed = await runs(['prune', made.path], { keep: 1, json: true, yes: true });
    expect(printed).toMatchObject([{ hasFailed: false }]);
    expect(jsonOf(printed)).toMatchObject({
      folder: made.path,
      bytes: SIZE,
      removed: [{ name: 'b', path: made.at('b'), bytes: SIZE }],
      kept: [{ name: 'a', reason: expect.stringContaining('in use by process') as unknown }],
    });
  });
});
