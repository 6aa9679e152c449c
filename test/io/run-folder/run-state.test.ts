import { appendFileSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runsIn, runState } from '../../../src/io/index.ts';
import { jsonLine } from '../../../src/reports/index.ts';
import { made } from '../../support/made-metrics.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const NOW = 1_800_000_000_000;

/** Writes a file of a run, modified so many seconds ago. */
function write(folder: string, name: string, text: string, secondsAgo: number): void {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  writeFileSync(path, text);
  utimesSync(path, NOW / 1000 - secondsAgo, NOW / 1000 - secondsAgo);
}

const unfinished = jsonLine(made.runStarted()) + jsonLine(made.epochRow());
const completed = unfinished + jsonLine(made.runEnded());
const stopped = unfinished + jsonLine(made.runEnded({ why: 'stopped' }));

const lockOf = (pid: number) => ['run.lock', JSON.stringify({ pid, host: hostname() }), 0] as const;
/** By this process, and by one that has ended. */
const [claimed, abandoned] = [lockOf(process.pid), lockOf(2 ** 30)];

describe('runState', () => {
  const stateOf = (...files: readonly (readonly [string, string, number])[]): string => {
    using folder = temporaryFolder();
    for (const [name, text, ago] of files) write(folder.path, name, text, ago);
    return runState(join(folder.path, 'metrics.jsonl'), NOW);
  };

  test.each([
    ['completed', [['metrics.jsonl', completed, 1] as const, ['result.json', '{}', 1] as const]],
    ['stopped', [['metrics.jsonl', stopped, 1] as const]],
    // One of several runs, before the next one starts.
    ['running', [['metrics.jsonl', completed, 70] as const, claimed] as const],
    ['lost', [['metrics.jsonl', completed, 70] as const]],
    ['running', [['metrics.jsonl', unfinished, 1e6] as const, claimed] as const],
    ['lost', [['metrics.jsonl', unfinished, 10] as const]],
    // The files are about to be written.
    ['running', [['metrics.jsonl', unfinished, 1] as const]],
    // Its terminal is gone: the engine may still save it.
    ['running', [['metrics.jsonl', unfinished, 50] as const, abandoned] as const],
    ['lost', [['metrics.jsonl', unfinished, 70] as const, abandoned] as const],
    // An incomplete last line is not an end.
    ['running', [['metrics.jsonl', completed.slice(0, -3), 100] as const, claimed] as const],
    [
      'failed',
      [
        ['config.json', '{}', 50] as const,
        ['metrics.jsonl', unfinished, 10] as const,
        ['result.json', '{"ended":"failed"}', 10] as const,
      ],
    ],
    // The second of several runs failed before it started.
    [
      'failed',
      [
        ['config.json', '{}', 50] as const,
        ['metrics.jsonl', completed, 10] as const,
        ['result.json', '{"ended":"failed"}', 10] as const,
      ],
    ],
    // The result of an earlier run in the same folder.
    [
      'running',
      [
        ['result.json', '{"ended":"failed"}', 90] as const,
        ['config.json', '{}', 50] as const,
        ['metrics.jsonl', unfinished, 10] as const,
        claimed,
      ],
    ],
    // The first of several runs, which were stopped, resumed and killed.
    ...['stopped', 'failed'].map(
      (ended) =>
        [
          'lost',
          [
            ['result.json', `{"ended":"${ended}"}`, 900] as const,
            ['config.json', '{}', 800] as const,
            ['metrics.jsonl', completed, 400] as const,
          ],
        ] as const,
    ),
    ['lost', []],
  ] as const)('%s', (expected, files) => {
    expect(stateOf(...files)).toBe(expected);
  });
});

test('runsIn lists the oldest first and nested runs below their folder, and skips everything else', () => {
  using folder = temporaryFolder();
  const at = (...names: readonly string[]): string => join(folder.path, ...names);
  write(at('b-late'), 'config.json', '{"pipeline":"mixup"}', 10);
  write(at('b-late'), 'metrics.jsonl', unfinished, 5);
  write(at('b-late'), ...claimed);
  write(at('a-chapter'), 'config.json', '{"pipeline":"chapter"}', 900);
  write(at('a-chapter'), 'metrics.jsonl', completed, 800);
  write(at('a-chapter'), 'result.json', '{"ended":"completed"}', 800);
  write(at('a-chapter', 'tta'), 'config.json', '{"pipeline":"tta"}', 850);
  write(at('a-chapter', 'tta'), 'metrics.jsonl', completed, 800);
  write(at('a-chapter', 'tta'), 'result.json', '{"accuracy":0.5}', 800);
  write(at('photos'), 'cat.jpg', '', 1);
  appendFileSync(at('notes.txt'), 'no run');
  expect(runsIn(folder.path, NOW)).toMatchObject([
    {
      name: 'a-chapter',
      state: 'completed',
      nested: [{ name: 'tta', state: 'completed', result: { accuracy: 0.5 }, config: { pipeline: 'tta' } }],
    },
    {
      name: 'b-late',
      state: 'running',
      result: null,
      config: { pipeline: 'mixup' },
      firstLine: unfinished.split('\n')[0],
    },
  ]);
  expect(runsIn(at('nowhere'), NOW)).toEqual([]);
});
