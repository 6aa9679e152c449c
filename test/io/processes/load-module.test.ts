import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MillraceError } from '../../../src/core/index.ts';
import { loadModule } from '../../../src/io/index.ts';
import { only } from '../../support/only.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** Returns the default export of a file with this text, or the error. */
async function load(name: string, text: string): Promise<unknown> {
  using folder = temporaryFolder();
  mkdirSync(folder.path, { recursive: true });
  const path = join(folder.path, name);
  writeFileSync(path, text);
  try {
    return await only(loadModule(path));
  } catch (error) {
    if (!(error instanceof MillraceError)) throw error;
    return { ...error.detail, where: error.detail.where.replace(folder.path, '') };
  }
}

test('emits the default export of a module', async () => {
  expect(await load('a.mjs', 'export default { answer: 42 };')).toEqual({ answer: 42 });
});

test('emits the default export of CommonJS and of compiled TypeScript', async () => {
  expect(await load('a.cjs', 'module.exports = { answer: 42 };')).toEqual({ answer: 42 });
  const compiled = 'Object.defineProperty(exports, "__esModule", { value: true }); exports.default = 42;';
  expect(await load('b.cjs', compiled)).toBe(42);
});

test('an exception during loading is BadOption with file and line', async () => {
  expect(await load('a.mjs', '\n\nthrow new TypeError("no");\nexport default 1;')).toMatchObject({
    _tag: 'BadOption',
    where: expect.stringMatching(/^\/a\.mjs:3:7$/) as unknown,
    received: 'TypeError: no',
  });
});

test('names a missing package', async () => {
  expect(await load('a.mjs', 'import "nowhere-to-be-found";')).toMatchObject({
    _tag: 'BadOption',
    received: expect.stringContaining("'nowhere-to-be-found'") as unknown,
    advice: '',
  });
});

test('a Millrace error during loading keeps its tag and gains the position', async () => {
  const text = `throw Object.assign(new Error('bad'), {
    name: 'MillraceError',
    detail: { _tag: 'BadData', where: 'here', expected: 'a', received: 'b', advice: '' },
  });`;
  expect(await load('a.mjs', text)).toMatchObject({ _tag: 'BadData', where: '/a.mjs:1:21: here' });
});

test('a missing file is BadOption', async () => {
  await expect(only(loadModule('/nowhere/mine.mjs'))).rejects.toThrow(
    /\/nowhere\/mine\.mjs: expected a TypeScript or JavaScript file, received no such file/,
  );
});
