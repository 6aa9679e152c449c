import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { from } from 'rxjs';
import { expect, test } from 'vitest';
import { createRng } from '../../../src/core/index.ts';
import { unzip } from '../../../src/provision/engine/unzip.ts';
import { collect } from '../../support/collect.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { zip } from '../../support/zip.ts';

const unpack = (archive: string, folder: string, keep = /./) =>
  collect(from(unzip({ archive, folder, keep })));

test('unpacks what is asked for, without the first folder, with the right to execute', async () => {
  using folder = temporaryFolder();
  const archive = join(folder.path, 'a.zip');
  const out = join(folder.path, 'out');
  writeFileSync(archive, zip({ 'top/tool': 'run', 'top/sub/text': 'words', 'other/x': 'no' }, ['top/tool']));
  expect(await unpack(archive, out, /^top\//)).toEqual([3, 8]);
  expect(readFileSync(join(out, 'sub', 'text'), 'utf8')).toBe('words');
  expect(statSync(join(out, 'tool')).mode & 0o777).toBe(0o755);
  expect(statSync(join(out, 'sub', 'text')).mode & 0o111).toBe(0);
  expect(readdirSync(out).sort()).toEqual(['sub', 'tool']);
});

test('large files come in pieces', async () => {
  using folder = temporaryFolder();
  const archive = join(folder.path, 'a.zip');
  const draw = createRng(1).draws();
  const large = Buffer.from(Float64Array.from({ length: 300_000 }, draw).buffer);
  writeFileSync(archive, zip({ 'top/large': large }));
  const progress = await unpack(archive, folder.path);
  expect(progress.length).toBeGreaterThan(1);
  expect(progress.at(-1)).toBe(2_400_000);
  expect(readFileSync(join(folder.path, 'large')).equals(large)).toBe(true);
});

test.each([
  ['no archive', () => Buffer.from('words'), 'not a zip archive'],
  ['cut off at the front', (archive: Buffer) => archive.subarray(400), 'too early'],
])('%s', async (_, damage, message) => {
  using folder = temporaryFolder();
  const archive = join(folder.path, 'a.zip');
  const draw = createRng(2).draws();
  writeFileSync(
    archive,
    damage(zip({ 'top/a': Buffer.from(Float64Array.from({ length: 99 }, draw).buffer) })),
  );
  await expect(unpack(archive, folder.path)).rejects.toThrow(message);
});
