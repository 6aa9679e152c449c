import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { filesIn } from '../../support/package-project.ts';

const programs = fileURLToPath(new URL('../../../node_modules/.bin/', import.meta.url));

/** Runs a program of `node_modules`; rejects with its output unless it exits with 0. */
const check = (program: string, ...args: readonly string[]): Promise<unknown> =>
  promisify(execFile)(`${programs}${program}`, [...args]);

export function tarballTests(tarball: () => string): void {
  test.each([
    'LICENSE',
    'README.md',
    'dist/THIRD-PARTY-NOTICES.md',
    'dist/millrace.schema.json',
    'dist/src/files/README.md',
    'dist/binding/LICENSE',
    'dist/binding/CHANGES.md',
  ])('contains %s', (name) => {
    expect(filesIn(tarball())).toContain(name);
  });

  test('contains no tests and no TypeScript sources', () => {
    const files = filesIn(tarball());
    expect(files.filter((file) => /(^|\/)test\/|\.test\./.test(file))).toEqual([]);
    expect(files.filter((file) => /\.[cm]?tsx?$/.test(file) && !file.endsWith('.d.ts'))).toEqual([]);
  });

  test('passes publint', async () => {
    await check('publint', tarball(), '--strict');
  });

  test('passes attw as an ESM-only package', async () => {
    await check('attw', tarball(), '--profile', 'esm-only');
  });
}
