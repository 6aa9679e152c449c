import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { loaderArguments } from '../../src/io/index.ts';

const program = fileURLToPath(new URL('../support/jpeg-warnings-program.ts', import.meta.url));

function run(change: Readonly<Record<string, string>> = {}) {
  const { MILLRACE_SILENT: _, ...env } = process.env;
  const { stdout, stderr } = spawnSync(process.execPath, [...loaderArguments(), program], {
    encoding: 'utf8',
    env: { ...env, ...change },
  });
  return { stdout, stderr };
}

test('counts the warnings of libjpeg, and passes on what may explain a crash', () => {
  const { stdout, stderr } = run();
  // The inner count has taken the warning; the outer one sees the same total.
  expect(stdout).toBe('damaged false 0\ndamaged true 1\nnone 0\n');
  expect(stderr).toContain('Bogus Huffman table definition');
  expect(stderr).not.toContain('Corrupt JPEG data');
});

test('counts nothing without the addon', () => {
  const { stdout, stderr } = run({ MILLRACE_NATIVE: '/nowhere/millrace_native.node' });
  expect(stdout).toBe('damaged false 0\ndamaged false 0\nnone 0\n');
  expect(stderr).toContain('Corrupt JPEG data: 3 extraneous bytes before marker 0xda');
});
