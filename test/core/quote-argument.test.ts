import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { printable, quoteArgument, shellCommand } from '../../src/core/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Paths that a shell, a terminal or npm would change. */
const PATHS = [
  ...['', ' ', 'my run', ' a', 'a ', "it's", '"quoted"', "'", "''", `'"'"'`, 'a\\', '\\n', '\\'],
  ...[
    '$HOME',
    '${HOME}',
    '$(id)',
    '`id`',
    '!',
    '!!',
    'wow!',
    "it's $5!",
    '#1',
    'a#b',
    'a & b',
    'a;b',
    '(x)',
    'a|b',
  ],
  ...[
    '<in',
    '>out',
    '*',
    '?',
    '[a-z]*',
    '{a,b}',
    '~',
    '~root',
    '=ls',
    'a=b',
    '-',
    '-n',
    '--out',
    '%s',
    '%%',
    '^a^b',
  ],
  ...['Bilder/Äpfel', '写真', '🦀', 'a\u00a0b', 'runs/2026-11-25-08-15-30-baseline'],
  ...[
    'a\nb',
    '\na',
    'a\n',
    '\n',
    'a\n\n',
    'a\tb',
    'a\rb',
    '\u001B[31mred',
    '\u0007',
    'a\u007f',
    '\u0085',
    '\u202eevil',
  ],
  ...['-\n', "it's\n!", '%s\n', 'a\\\t`id` $HOME "b"', '写\t真'],
];

const shells = ['sh', 'bash', 'dash', 'zsh'].filter((shell) => spawnSync(shell, ['-c', ':']).status === 0);

/** Returns the words of a shell command, as the shell parses them. */
const wordsOf = (shell: string, words: string): readonly string[] =>
  execFileSync(shell, ['-c', `printf '%s\\0' x ${words}`], { encoding: 'utf8' })
    .split('\0')
    .slice(1, -1);

describe.each(shells)('in %s', (shell) => {
  test('quoted arguments are what they were', () => {
    expect(wordsOf(shell, PATHS.map(quoteArgument).join(' '))).toEqual(PATHS);
  });

  test('any argument', () => {
    const argument = fc
      .string({ unit: 'binary', maxLength: 12 })
      .filter((text) => !text.includes('\0') && !/\p{Cs}/u.test(text));
    fc.assert(
      fc.property(fc.array(argument, { minLength: 50, maxLength: 50 }), (all) => {
        expect(wordsOf(shell, all.map(quoteArgument).join(' '))).toEqual(all);
      }),
      { numRuns: 20 },
    );
  });
});

test('a quoted argument prints as it is, but for newlines at its end', () => {
  for (const path of PATHS.filter((each) => !each.endsWith('\n')))
    expect(printable(quoteArgument(path))).toBe(quoteArgument(path));
});

test('only what needs quotes has them', () => {
  expect(['/data/my-run_2.0', 'a=b', 'my run', 'a\tb'].map(quoteArgument)).toEqual([
    '/data/my-run_2.0',
    'a=b',
    "'my run'",
    String.raw`"$(printf 'a\011b')"`,
  ]);
});

test('a printed command, run by a shell, gets the same arguments', () => {
  using folder = temporaryFolder();
  const npm = join(folder.path, 'npm');
  writeFileSync(npm, `#!/bin/sh\nprintf '%s\\0' "$@"\n`);
  chmodSync(npm, 0o755);
  const printed = execFileSync(
    'sh',
    ['-c', printable(shellCommand(['--config', ...PATHS.filter((each) => !each.endsWith('\n'))]))],
    {
      encoding: 'utf8',
      env: { PATH: [folder.path, process.env['PATH']].join(delimiter) },
    },
  );
  expect(printed.split('\0').slice(0, -1)).toEqual([
    ...['start', '--', '--config'],
    ...PATHS.filter((each) => !each.endsWith('\n')),
  ]);
});
