import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { runArguments } from '../../tui/run-arguments.ts';

const folder = resolve('runs/1');

test.each([
  ['a command', 'mixup', folder, ['mixup', '--config', 'runs/1/config.json']],
  ["a user's file", resolve('mine.ts'), folder, ['run', './mine.ts', '--config', 'runs/1/config.json']],
  [
    "a user's file elsewhere",
    '/far/mine.ts',
    folder,
    ['run', '/far/mine.ts', '--config', 'runs/1/config.json'],
  ],
  ['one of several', 'chapter', resolve('runs'), ['chapter', '--config', 'runs/config.json']],
  ['one of several in the current folder', 'chapter', resolve('.'), ['chapter', '--config', 'config.json']],
  ['an unknown one', null, folder, null],
])('%s', (_, pipeline, configured, repeat) => {
  expect(runArguments({ folder, configured, pipeline })).toEqual({ folder: 'runs/1', repeat });
});
