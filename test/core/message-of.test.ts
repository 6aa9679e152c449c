import { mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { errorCode, messageOf } from '../../src/core/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Returns what the function throws. */
function thrown(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

test('a system error becomes plain words with its path', () => {
  using folder = temporaryFolder();
  const [file, missing, full] = ['file', 'missing', 'full'].map((name) => join(folder.path, name));
  writeFileSync(file!, '');
  mkdirSync(join(full!, 'inner'), { recursive: true });
  const messages: readonly (readonly [act: () => unknown, message: string])[] = [
    [() => readFileSync(missing!), `no such file or folder: ${missing}`],
    [() => readdirSync(file!), `a file instead of a folder: ${file}`],
    [() => readFileSync(full!), 'a folder instead of a file'],
    [() => mkdirSync(file!), `a file is in the way: ${file}`],
    [() => rmdirSync(full!), `a folder that is not empty: ${full}`],
    [() => renameSync(file!, full!), `a folder instead of a file: ${full}`],
  ];
  for (const [act, message] of messages) expect(messageOf(thrown(act))).toBe(message);
});

test('the path that the caller reports is not repeated', () => {
  const error = thrown(() => readFileSync('/nowhere'));
  expect(messageOf(error, '/nowhere')).toBe('no such file or folder');
  expect(messageOf(error, '/elsewhere')).toBe('no such file or folder: /nowhere');
});

test.each([
  ['EACCES', 'permission denied: /a'],
  ['EPERM', 'permission denied: /a'],
  ['EROFS', 'a read-only disk: /a'],
  ['ENOSPC', 'no space left on the disk: /a'],
  ['EDQUOT', 'no space left in the disk quota: /a'],
  ['EMFILE', 'too many open files: /a'],
  ['EBUSY', 'resource busy or locked: /a'],
])('%s: %s', (code, message) => {
  const error = new Error(`${code}: resource busy or locked, open '/a'`);
  expect(messageOf(Object.assign(error, { code, syscall: 'open', path: '/a' }))).toBe(message);
});

test('any other value keeps its message', () => {
  expect(messageOf(new Error('no'))).toBe('no');
  expect(messageOf('no')).toBe('no');
  const refused = Object.assign(new Error('connect ECONNREFUSED ::1:80'), {
    code: 'ECONNREFUSED',
    syscall: 'connect',
  });
  expect(messageOf(refused)).toBe('connect ECONNREFUSED ::1:80');
});

test('errorCode returns the code of a system error only', () => {
  expect(errorCode(thrown(() => readFileSync('/nowhere')))).toBe('ENOENT');
  expect(errorCode(new Error('no'))).toBeUndefined();
  expect(errorCode('no')).toBeUndefined();
});
