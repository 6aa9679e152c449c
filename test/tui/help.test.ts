import { expect, test } from 'vitest';
import { pipelines } from '../../pipelines/index.ts';
import { commands } from '../../tui/cli/commands.ts';
import { textOf as answer } from './made-command-line.ts';

const textOf = (line: string): string => answer(line) ?? '';

test('the general help lists every command', () => {
  const joined = textOf('--help').replace(/\s+/g, ' ');
  for (const { name, summary } of pipelines) expect(joined).toContain(` ${name} ${summary}`);
  expect(textOf('-h')).toBe(textOf('--help'));
});

test('the help of a command lists its own options, their defaults and an example', () => {
  expect(textOf('baseline --help')).toMatch(/--epochs N.*\(default 5\)/);
  expect(textOf('baseline --help')).toContain('npm start -- baseline photos');
  expect(textOf('baseline --help')).not.toContain('--mixup');
  expect(textOf('mixup --help')).toMatch(/--mixup ALPHA[^-]*\(default 0.5\)/);
});

test('a flag that is on by default is listed with the option that turns it off', () => {
  const text = textOf('baseline --help').replace(/\s+/g, ' ');
  expect(text).toContain('--no-augment train on images as they are validated, without augmentation --auto');
  expect(text).toContain('--no-best save only the model of the last epoch');
  expect(textOf('tta --help').replace(/\s+/g, ' ')).toMatch(/--from RUN determines .*--no-augment, --auto/);
});

test('every command has help with an example, in 80 columns', () => {
  const names = commands.map(({ name }) => name);
  expect(names).toHaveLength(pipelines.length + 18);
  for (const name of ['', ...names]) {
    const text = textOf(`${name} --help`);
    expect(text).toContain(`npm start -- ${name}`);
    expect(text).toMatch(/examples?:\n {2}npm start/);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  }
});
