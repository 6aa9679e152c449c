import { expect, test } from 'vitest';
import { withoutShorthands } from '../../tui/cli/shorthands.ts';

test.each([
  ['help', '--help'],
  ['help baseline', 'baseline --help'],
  ['help run ./mine.ts', 'run ./mine.ts --help'],
  ['version', '--version'],
  ['-v', '--version'],
  ['-V', '--version'],
])('%s means %s', (line, expanded) => {
  expect(withoutShorthands(line.split(' '))).toEqual(expanded.split(' '));
});

test.each([[[]], [['baseline', '--data', 'help']], [['version', '--json']], [['baseline', '-v']]])(
  '%j is unchanged',
  (args: readonly string[]) => {
    expect(withoutShorthands(args)).toEqual(args);
  },
);
