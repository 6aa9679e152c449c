import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { loaderArguments } from '../../src/io/index.ts';
import { requireEngine } from '../../src/provision/engine/index.ts';

const program = fileURLToPath(new URL('../support/without-stderr-program.ts', import.meta.url));

const stderrWith = (change: Readonly<Record<string, string>>): string => {
  const { MILLRACE_NATIVE: _, MILLRACE_SILENT: __, ...env } = process.env;
  return spawnSync(process.execPath, [...loaderArguments(), program], {
    encoding: 'utf8',
    env: { ...env, ...change },
  }).stderr;
};

const { native } = requireEngine({ device: 'cpu' });

test('discards writes to file descriptor 2 during the work; passes on its result or exception', () => {
  expect(stderrWith({ MILLRACE_NATIVE: native, MILLRACE_SILENT: '1' })).toBe('before\nvalue 42\nthrown\n');
});

test('runs the work even without the addon, or if nothing is to be discarded', () => {
  const all = 'before\nhidden\nhidden too\nvalue 42\nhidden\nthrown\n';
  expect(stderrWith({ MILLRACE_NATIVE: native })).toBe(all);
  expect(stderrWith({ MILLRACE_SILENT: '1' })).toBe(all);
  expect(stderrWith({ MILLRACE_NATIVE: '/nowhere/millrace_native.node', MILLRACE_SILENT: '1' })).toBe(all);
});
