import { existsSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { expect, test } from 'vitest';
import type { Checkpoint, Metric } from '../../../src/core/index.ts';
import { runFolder } from '../../../src/io/index.ts';
import { saveCheckpoint } from '../../../src/io/run-folder/checkpoint-file.ts';
import { diskWrites } from '../../../src/io/support/disk-writes.ts';
import { collect } from '../../support/collect.ts';
import { made } from '../../support/made-metrics.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const line = `${JSON.stringify(made.step())}\n`;
const arrays = new Map([['model/a', { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) }]]);

/** Makes a run with one metric and a checkpoint after it. */
async function madeRun() {
  const temporary = temporaryFolder();
  const path = join(temporary.path, 'run');
  const folder = runFolder({ path });
  await collect(folder.append('metrics.jsonl', line));
  const lengths = folder.checkpoints.lengths();
  await collect(folder.checkpoints.save({ progress: { step: 1, text: 'words' }, arrays, lengths }));
  return { ...temporary, path, at: (name: string): string => join(path, name) };
}

/** Leaves one checkpoint with other metadata; its checksum is right. */
async function saveIn(
  path: string,
  progress: Checkpoint['progress'],
  lengths: Checkpoint['lengths'] = {},
): Promise<void> {
  await saveCheckpoint(path, { progress, arrays, lengths }, diskWrites);
  rmSync(join(path, 'checkpoint.previous.safetensors'));
}

const earlierOf = (path: string): Promise<unknown> =>
  collect(
    runFolder({ path, resumes: true, metricOfLine: (text) => E.right(JSON.parse(text) as Metric) })
      .checkpoints.earlier,
  );

const nested = (depth: number): object => (depth === 0 ? {} : { a: nested(depth - 1) });

test.each<readonly [string, (path: string) => unknown, RegExp]>([
  ['another version of Millrace', (path) => saveIn(path, { millrace: '9.0.0' }), /^one of version 9.0.0$/],
  [
    'no version of Millrace',
    (path) => saveIn(path, { millrace: { toString: 1 } }),
    /^one without a version$/,
  ],
  [
    'metadata that are nested too deep',
    (path) => saveIn(path, nested(25) as Checkpoint['progress']),
    /metadata that/,
  ],
  [
    'lengths that are no numbers',
    (path) => saveIn(path, {}, { 'metrics.jsonl': -1 }),
    /metadata that are not those/,
  ],
  ['a length within a line', (path) => saveIn(path, {}, { 'metrics.jsonl': line.length - 1 }), /^none$/],
  ['the length of a file elsewhere', (path) => saveIn(path, {}, { '../victim': 0 }), /^..\/victim$/],
  [
    'the length of an event file elsewhere',
    (path) => saveIn(path, {}, { 'events.out.tfevents.x/../../victim': 0 }),
    /victim$/,
  ],
  [
    'a link in place of a log',
    (path) => {
      renameSync(join(path, 'metrics.jsonl'), join(path, '../victim'));
      symlinkSync('../victim', join(path, 'metrics.jsonl'));
    },
    /^a link, or another kind$/,
  ],
])('a run is not resumed with %s', async (_, change, received) => {
  using run = await madeRun();
  const victim = run.at('../victim');
  writeFileSync(victim, line);
  await change(run.path);
  await expect(earlierOf(run.path)).rejects.toMatchObject({
    detail: { _tag: 'BadData', received: expect.stringMatching(received) as string },
  });
  expect(existsSync(victim) && readFileSync(victim, 'utf8')).toBe(line);
});

test.each(['"step":1', `"metrics.jsonl":${line.length}`, 'model/a', '[2,3]', '"words'])(
  'a checkpoint is damaged if the last byte of %s is not what it was',
  async (text) => {
    using run = await madeRun();
    const file = run.at('checkpoint.safetensors');
    const bytes = readFileSync(file);
    // Metadata are JSON within JSON.
    const [at, length] = [text, text.replaceAll('"', '\\"')]
      .map((each) => [bytes.indexOf(each), each.length] as const)
      .find(([found]) => found >= 0)!;
    bytes[at + length - 1]! ^= 1;
    writeFileSync(file, bytes);
    await expect(earlierOf(run.path)).rejects.toMatchObject({
      detail: { _tag: 'BadData', expected: 'a checkpoint that is whole' },
    });
  },
);
