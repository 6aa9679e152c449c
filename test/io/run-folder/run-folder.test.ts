import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { expect, test } from 'vitest';
import type { Checkpoint, Metric } from '../../../src/core/index.ts';
import { runFolder, type RunFolder, type RunFolderConfig } from '../../../src/io/index.ts';
import { diskWrites, type DiskWrites } from '../../../src/io/support/disk-writes.ts';
import { collect } from '../../support/collect.ts';
import { made } from '../../support/made-metrics.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const checkpoint = (step: number, lengths: Checkpoint['lengths'] = {}): Checkpoint => ({
  progress: { step, text: 'ünï' },
  arrays: new Map([
    ['model/a', { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, step) }],
    ['hook/b/count', { shape: [], data: Float32Array.of(step) }],
  ]),
  lengths,
});

const save = (folder: RunFolder, step: number): Promise<unknown> =>
  collect(folder.checkpoints.save(checkpoint(step, folder.checkpoints.lengths())));

const resumed = (path: string, config: Partial<RunFolderConfig> = {}): RunFolder =>
  runFolder({
    path,
    resumes: true,
    metricOfLine: (text) => E.right(JSON.parse(text) as Metric),
    ...config,
  });

const line = (metric: Metric): string => `${JSON.stringify(metric)}\n`;
const [first, second] = [line(made.step({ step: 0 })), line(made.step({ step: 1 }))];

test('creates the folder with the first file; replaces a file atomically, or appends to it', async () => {
  using temporary = temporaryFolder();
  const path = join(temporary.path, 'runs', 'one');
  const { write, append } = runFolder({ path });
  const write$ = write('table.md', 'a\n');
  expect(readdirSync(temporary.path)).toEqual([]);
  await collect(write$);
  writeFileSync(join(path, 'lines'), 'of an earlier run, and longer\n');
  await Promise.all(['a\n', 'b\n', 'c\n'].map((text) => collect(append('lines', text))));
  expect(readFileSync(join(path, 'lines'), 'utf8')).toBe('a\nb\nc\n');
  expect(readdirSync(path)).toEqual(['lines', 'table.md']);
});

test('a folder that cannot be created is WriteFailed with the path and advice', async () => {
  using temporary = temporaryFolder();
  const taken = join(temporary.path, 'file');
  writeFileSync(taken, '');
  const { write, append } = runFolder({ path: taken });
  for (const act of [write, append])
    await expect(collect(act('table.md', 'a\n'))).rejects.toMatchObject({
      detail: {
        _tag: 'WriteFailed',
        where: join(taken, 'table.md'),
        advice: 'Choose another path with --out.',
      },
    });
});

test('a folder that is removed during a run is reported, and not made again', async () => {
  using temporary = temporaryFolder();
  const path = join(temporary.path, 'run');
  const folder = runFolder({ path });
  await collect(folder.append('metrics.jsonl', first));
  renameSync(path, `${path}-renamed`);
  for (const work of [
    folder.append('metrics.jsonl', second),
    folder.write('config.json', '{}'),
    folder.completed,
  ])
    await expect(collect(work)).rejects.toMatchObject({
      detail: { _tag: 'WriteFailed', received: 'nothing: it was removed or renamed during the run' },
    });
  expect(readdirSync(temporary.path)).toEqual(['run-renamed']);
});

test('lengths include what is not written yet; a checkpoint flushes it', async () => {
  using temporary = temporaryFolder();
  const path = join(temporary.path, 'run');
  const folder = runFolder({ path });
  const appending = collect(folder.append('metrics.jsonl', first));
  expect(folder.checkpoints.lengths()).toEqual({ 'metrics.jsonl': first.length });
  await save(folder, 1);
  expect(statSync(join(path, 'metrics.jsonl')).size).toBe(first.length);
  await appending;
});

test('a resumed run has the metrics up to the newest checkpoint, and cuts what follows', async () => {
  using temporary = temporaryFolder();
  const path = join(temporary.path, 'run');
  const folder = runFolder({ path });
  await collect(folder.append('metrics.jsonl', first));
  await save(folder, 1);
  await Promise.all(
    ['metrics.jsonl', 'history.csv', 'events.out.tfevents.1.host'].map((name) =>
      collect(folder.append(name, second)),
    ),
  );
  const next = resumed(path);
  const [earlier] = await collect(next.checkpoints.earlier);
  expect(earlier?.checkpoint).toMatchObject(checkpoint(1, { 'metrics.jsonl': first.length }));
  const metrics = await collect(earlier!.metrics);
  expect(metrics).toEqual([made.step({ step: 0 })]);
  expect(metrics.map((metric) => next.isRecorded(metric, 'metrics.jsonl'))).toEqual([true]);
  expect(metrics.map((metric) => next.isRecorded(metric, 'a new file'))).toEqual([false]);
  expect(next.isRecorded(made.step({ step: 0 }), 'metrics.jsonl')).toBe(false);
  // Until the run resumes, nothing is changed.
  expect(readFileSync(join(path, 'metrics.jsonl'), 'utf8')).toBe(first + second);
  await collect(next.append('metrics.jsonl', line(made.step({ step: 9 }))));
  await save(next, 2);
  expect(readFileSync(join(path, 'metrics.jsonl'), 'utf8')).toBe(first + line(made.step({ step: 9 })));
  expect(statSync(join(path, 'history.csv')).size).toBe(0);
  expect(statSync(join(path, 'events.out.tfevents.1.host')).size).toBe(0);
});

test('a damaged newest checkpoint is reported, and the previous one used; if both are, the run is refused', async () => {
  using temporary = temporaryFolder();
  const path = join(temporary.path, 'run');
  const folder = runFolder({ path });
  for (const step of [1, 2, 3]) await save(folder, step);
  expect(readdirSync(path)).toEqual(['checkpoint.previous.safetensors', 'checkpoint.safetensors']);
  const damage = (name: string): void => {
    const bytes = readFileSync(join(path, name));
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(join(path, name), bytes);
  };
  damage('checkpoint.safetensors');
  const warnings: string[] = [];
  const [earlier] = await collect(resumed(path, { warn: (text) => warnings.push(text) }).checkpoints.earlier);
  expect(earlier?.checkpoint?.progress).toMatchObject({ step: 2, text: 'ünï' });
  expect(warnings).toEqual([
    'the newest checkpoint is damaged, the one before it is used: checkpoint.safetensors: values that were changed after they were written',
  ]);
  writeFileSync(join(path, 'checkpoint.previous.safetensors'), 'no safetensors');
  await expect(collect(resumed(path).checkpoints.earlier)).rejects.toMatchObject({
    detail: { _tag: 'BadData', where: path, expected: 'a checkpoint that is whole' },
  });
});

test('the previous checkpoint stays until a newer one is whole', async () => {
  using temporary = temporaryFolder();
  const path = join(temporary.path, 'run');
  const folder = runFolder({ path });
  for (const step of [1, 2]) await save(folder, step);
  writeFileSync(join(path, 'checkpoint.safetensors'), 'no safetensors');
  const stepsOf = async (): Promise<unknown> => {
    const [earlier] = await collect(resumed(path, { warn: () => undefined }).checkpoints.earlier);
    return earlier?.checkpoint?.progress['step'];
  };
  // A power loss after any of the operations on the disk.
  const seen: unknown[] = [];
  const after = async (act: Promise<void>): Promise<void> => {
    await act;
    seen.push(await stepsOf());
  };
  const disk: DiskWrites = {
    ...diskWrites,
    create: (...args) => after(diskWrites.create(...args)),
    rename: (...args) => after(diskWrites.rename(...args)),
  };
  const next = resumed(path, { disk, warn: () => undefined });
  await collect(next.checkpoints.earlier);
  await save(next, 3);
  await save(next, 4);
  expect(seen).toEqual([1, 3, 3, 3, 4]);
});

test('a newest checkpoint that cannot be read counts as damaged', async () => {
  using temporary = temporaryFolder();
  const path = join(temporary.path, 'run');
  const folder = runFolder({ path });
  for (const step of [1, 2]) await save(folder, step);
  rmSync(join(path, 'checkpoint.safetensors'));
  mkdirSync(join(path, 'checkpoint.safetensors'));
  const warnings: string[] = [];
  const [earlier] = await collect(resumed(path, { warn: (text) => warnings.push(text) }).checkpoints.earlier);
  expect(earlier?.checkpoint?.progress).toMatchObject({ step: 1 });
  expect(warnings).toEqual([
    'the newest checkpoint is damaged, the one before it is used: checkpoint.safetensors: a folder instead of a file',
  ]);
});

test.each<readonly [string, (path: string) => void, RegExp | null]>([
  ['no checkpoint', (path) => rmSync(join(path, 'checkpoint.safetensors')), null],
  ['metrics.jsonl is shorter than it was', (path) => writeFileSync(join(path, 'metrics.jsonl'), 'x'), /^1$/],
])('%s', async (_, change, expected) => {
  using temporary = temporaryFolder();
  const path = join(temporary.path, 'run');
  const folder = runFolder({ path });
  await collect(folder.append('metrics.jsonl', first));
  await save(folder, 1);
  change(path);
  const earlier = collect(resumed(path).checkpoints.earlier);
  if (expected === null) expect(await earlier).toEqual([null]);
  else
    await expect(earlier).rejects.toMatchObject({
      detail: { received: expect.stringMatching(expected) as string },
    });
});

test('a completed run has all of its metrics, no checkpoint, and removes those that are left', async () => {
  using temporary = temporaryFolder();
  const path = join(temporary.path, 'run');
  const folder = runFolder({ path });
  await save(folder, 1);
  const ended = made.runEnded({ why: 'completed' });
  await collect(folder.append('metrics.jsonl', first + line(ended)));
  const next = resumed(path);
  const [earlier] = await collect(next.checkpoints.earlier);
  expect(earlier?.checkpoint).toBeNull();
  expect(await collect(earlier!.metrics)).toEqual([made.step({ step: 0 }), ended]);
  await collect(resumed(path, { keepsCheckpoints: true }).completed);
  expect(readdirSync(path)).toEqual(['checkpoint.safetensors', 'metrics.jsonl']);
  await collect(next.completed);
  expect(readdirSync(path)).toEqual(['metrics.jsonl']);
});

test('a new run has nothing earlier, and a subfolder is the same one each time', async () => {
  using temporary = temporaryFolder();
  mkdirSync(join(temporary.path, 'run'));
  const folder = runFolder({ path: join(temporary.path, 'run') });
  await save(folder, 1);
  expect(await collect(folder.checkpoints.earlier)).toEqual([null]);
  expect(folder.within('a')).toBe(folder.within('a'));
  expect(folder.within('a').path).toBe(join(folder.path, 'a'));
});
