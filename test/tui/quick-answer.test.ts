import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import { commandOf } from '../../tui/cli/command.ts';
import { quickAnswer } from '../../tui/cli/quick-answer.ts';
import { commands, table, version } from '../../tui/cli/tables.ts';
import { wordsOf } from './made-command-line.ts';

/** What the command line answers that reads everything. */
const slowAnswer = (line: string): unknown => {
  const [args, made] = wordsOf(line);
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
  ])('%s: as the whole command line answers', (line) => {
    const answer = quickAnswer(line.split(' '));
    expect(answer).toBe(slowAnswer(line));
    expect(answer).not.toBeNull();
  });

  test.each([
    ['nothing', ''],
    ['a command without a question', 'baseline --data photos'],
    ["a user's pipeline", 'run ./mine.ts --help'],
    ["a user's pipeline without run", './mine.ts --help'],
    ['an unknown command', 'basline --help'],
    ['a configuration file', '--help --config a.json'],
    ['more than the version', '--version --json'],
  ])('%s: left to the whole command line', (_, line) => {
    expect(quickAnswer(line.split(' ').filter(Boolean))).toBeNull();
  });
});
