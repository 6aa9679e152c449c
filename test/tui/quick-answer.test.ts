import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import { commandOf } from '../../tui/cli/command.ts';
import { quickAnswer } from '../../tui/cli/quick-answer.ts';
import { commands, table, version } from '../../tui/cli/tables.ts';
import { parametersOf } from './made-command-line.ts';

/** Returns the answer of the full command line. */
const slowAnswer = (line: string): unknown => {
  const [args, made] = parametersOf(line);
  const command = commandOf(args, { ...made, table, version: version() });
  return E.isRight(command) && command.right._tag === 'Print' ? command.right.text : null;
};

describe('quickAnswer', () => {
  test.each([
    '--help',
    '-h',
    '--version',
    'list',
    ...commands.filter(({ name }) => name !== 'run').map(({ name }) => `${name} --help`),
  ])('%s: gives the answer of the full command line', (line) => {
    const answer = quickAnswer(line.split(' '));
    expect(answer).toBe(slowAnswer(line));
    expect(answer).not.toBeNull();
  });

  test.each([
    ['no arguments', ''],
    ['a command without --help', 'baseline --data photos'],
    ["a user's pipeline", 'run ./mine.ts --help'],
    ["a user's pipeline without run", './mine.ts --help'],
    ['an unknown command', 'basline --help'],
    ['a configuration file', '--help --config a.json'],
    ['--version with another option', '--version --json'],
  ])('%s: left to the full command line', (_, line) => {
    expect(quickAnswer(line.split(' ').filter(Boolean))).toBeNull();
  });
});
