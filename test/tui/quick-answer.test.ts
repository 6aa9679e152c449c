import { describe, expect, test } from 'vitest';
import { commands } from '../../tui/cli/commands.ts';
import { quickAnswer } from '../../tui/cli/quick-answer.ts';
import { table, version } from '../../tui/cli/tables.ts';
import { textOf } from './made-command-line.ts';

describe('quickAnswer', () => {
  test.each([
    '--help',
    '-h',
    '--version',
    ...commands.filter(({ name }) => name !== 'run').map(({ name }) => `${name} --help`),
  ])('%s: gives the answer of the full command line', (line) => {
    const answer = quickAnswer(line.split(' '));
    expect(answer).toBe(textOf(line, { table, version: version() }));
    expect(answer).not.toBeNull();
  });

  test.each([
    ['no arguments', ''],
    ['a command without --help', 'baseline --data photos'],
    ["a user's command", 'run ./mine.ts --help'],
    ["a user's command without run", './mine.ts --help'],
    ['an unknown command', 'basline --help'],
    ['a configuration file', '--help --config a.json'],
    ['--version with another option', '--version --json'],
  ])('%s: left to the full command line', (_, line) => {
    expect(quickAnswer(line.split(' ').filter(Boolean))).toBeNull();
  });
});
