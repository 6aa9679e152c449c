import * as E from 'fp-ts/lib/Either.js';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { parseCheckpointInterval } from '../../tui/cli/checkpoint-interval.ts';
import { command, mistakes, runs, textOf } from './made-command-line.ts';

test('resume is the command of the run, with its options, into its folder', () => {
  expect(command('resume run --plain')).toEqual(
    runs(
      'baseline',
      { epochs: 3, data: resolve('run/photos') },
      { resumes: true, plain: true, out: resolve('run') },
    ),
  );
  expect(command('baseline photos')).toEqual(runs('baseline', {}, { resumes: false }));
});

test('a run that has completed needs no resume', () => {
  expect(textOf('resume old/run')).toMatch(
    /^old\/run has completed: there is nothing to resume\.\nTo train its model further: npm start -- baseline --continue old\/run$/,
  );
});

test('help of resume has no options of training', () => {
  expect(textOf('resume --help')).toMatch(/--plain/);
  expect(textOf('resume --help')).not.toMatch(/--epochs|--out/);
});

test('a pipeline file that a run names needs --trust', () => {
  const own = { own: undefined };
  expect(mistakes('resume own/run', own)).toEqual([
    expect.stringMatching(
      /config.json, "pipeline": expected the name of a command, or --trust.*resume own\/run --trust$/,
    ),
  ]);
});

test('--continue takes images and their preparation from the run, unless told otherwise', () => {
  expect(command('baseline --continue run')).toEqual(
    runs('baseline', {
      data: '/the/run/photos',
      valid: 'folders',
      size: 96,
      epochs: 5,
      continue: resolve('run'),
    }),
  );
  expect(command('baseline photos --continue run --size 64')).toEqual(
    runs('baseline', { data: resolve('photos'), size: 64 }),
  );
});

test.each([
  ['5m', { seconds: 300 }],
  ['90s', { seconds: 90 }],
  ['1h30m', { seconds: 5400 }],
  ['200steps', { steps: 200 }],
  ['1 step', { steps: 1 }],
  ['off', null],
  ['0steps', undefined],
  ['0s', undefined],
  ['often', undefined],
])('--checkpoint %s', (text, interval) => {
  expect(parseCheckpointInterval(text)).toEqual(interval);
  const given = command(`baseline photos --checkpoint=${text.replace(' ', '')}`);
  expect(E.isRight(given)).toBe(interval !== undefined);
});
