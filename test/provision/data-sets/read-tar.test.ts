import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readTar } from '../../../src/provision/data-sets/read-tar.ts';
import { only } from '../../support/only.ts';
import { fileEntry as file, tgz, type TarEntry } from '../fetching/made-tgz.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'read-tar-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function written(bytes: Buffer): string {
  const path = join(folder, 'a.tgz');
  writeFileSync(path, bytes);
  return path;
}
const archive = (...entries: TarEntry[]): string => written(tgz(entries));

test('emits the named files and skips the others', async () => {
  const long = 'x'.repeat(200_000);
  const path = archive(file('a', 'one'), file('b', long), file('empty', ''), file('c', 'y'.repeat(512)));
  const files = await only(readTar(path, ['c', 'b', 'empty'], 200_000));
  expect([...files].map(([name, content]) => [name, content.toString()])).toEqual([
    ['b', long],
    ['empty', ''],
    ['c', 'y'.repeat(512)],
  ]);
});

test('a link is not a file', async () => {
  const path = archive({ ...file('a', ''), type: '2', link: 'b' });
  await expect(only(readTar(path, ['a'], 10))).rejects.toThrow('the archive has no a');
});

test('a named file that is too long is an error, another one is not', async () => {
  const path = archive(file('big', 'x'.repeat(11)), file('a', 'ok'));
  expect((await only(readTar(path, ['a'], 10))).get('a')?.toString()).toBe('ok');
  await expect(only(readTar(path, ['big'], 10))).rejects.toThrow('big has 11 bytes, more than 10');
});

test('errors for a missing file, a cut archive, another kind of file and a missing archive', async () => {
  await expect(only(readTar(archive(file('a', '')), ['b'], 10))).rejects.toThrow('the archive has no b');
  const whole = tgz([file('a', 'x'.repeat(2000))]);
  await expect(only(readTar(written(whole.subarray(0, 20)), ['a'], 9999))).rejects.toThrow(
    'unexpected end of file',
  );
  await expect(only(readTar(written(Buffer.from('hello')), ['a'], 10))).rejects.toThrow(
    'incorrect header check',
  );
  await expect(only(readTar(join(folder, 'none'), ['a'], 10))).rejects.toThrow('ENOENT');
});
