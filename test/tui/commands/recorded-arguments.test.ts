import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { recordedArguments } from '../../../tui/commands/recorded-arguments.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** Writes a run whose configuration names a pipeline. */
function writeRun(folder: string, pipeline: unknown): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'metrics.jsonl'), '');
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ pipeline }));
  return folder;
}

test.each([
  ['a command', 'baseline', ['baseline']],
  ['a file', '/far/mine.ts', ['run', '/far/mine.ts']],
  ['no command of Millrace', 'normalized-continued', null],
  ['nothing', 7, null],
])('a run of %s', (_, pipeline, words) => {
  using temporary = temporaryFolder();
  const folder = writeRun(join(temporary.path, 'run'), pipeline);
  const repeat = words === null ? null : [...words, '--config', join(folder, 'config.json')];
  expect(recordedArguments(folder)).toEqual({ folder, repeat });
});

test('one run of several is repeated with all of them', () => {
  using temporary = temporaryFolder();
  const chapter = writeRun(join(temporary.path, 'runs'), 'chapter');
  const part = writeRun(join(chapter, 'mixup'), 'mixup');
  const config = join(chapter, 'config.json');
  expect(recordedArguments(part)).toEqual({ folder: part, repeat: ['chapter', '--config', config] });
  const other = writeRun(join(chapter, 'mine'), 'mixup');
  expect(recordedArguments(other).repeat).toEqual(['mixup', '--config', join(other, 'config.json')]);
});

test('a folder without a configuration', () => {
  using temporary = temporaryFolder();
  expect(recordedArguments(temporary.path)).toEqual({ folder: temporary.path, repeat: null });
});
