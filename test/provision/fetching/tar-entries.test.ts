import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { concatMap, take } from 'rxjs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRng } from '../../../src/core/index.ts';
import { tarEntries } from '../../../src/provision/fetching/tar-entries.ts';
import { collect } from '../../support/collect.ts';
import { fileEntry, folderEntry, tar, tgz, type TarEntry } from './made-tgz.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tar-entries-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function written(bytes: Buffer): string {
  const path = join(folder, 'a.tgz');
  writeFileSync(path, bytes);
  return path;
}
const read = (bytes: Buffer, maxBytes = 2 ** 24) =>
  collect(
    tarEntries(written(bytes), maxBytes).pipe(
      concatMap(async ({ entry, archiveBytes }) => {
        const content = (await entry.concat()).toString('latin1');
        return { path: entry.path, type: entry.type, content, archiveBytes };
      }),
    ),
  );
const noise = (bytes: number): Buffer => {
  const draw = createRng(7).draws();
  return Buffer.from(Uint8Array.from({ length: bytes }, () => 256 * draw()));
};

test('emits entries in order with their content, also long ones, and the bytes read', async () => {
  // Much more than is read ahead.
  const long = noise(4_000_000);
  const bytes = tgz([folderEntry('d/'), fileEntry('d/long', long), fileEntry('e', ''), fileEntry('f', 'x')]);
  const entries = await read(bytes);
  expect(entries.map(({ path, type }) => [path, type])).toEqual([
    ['d/', 'Directory'],
    ['d/long', 'File'],
    ['e', 'File'],
    ['f', 'File'],
  ]);
  expect(entries[1]!.content === long.toString('latin1')).toBe(true);
  expect(entries[3]!.content).toBe('x');
  expect(entries[0]!.archiveBytes).toBeLessThan(bytes.length / 2);
  expect(entries[3]!.archiveBytes).toBe(bytes.length);
});

test('reads long names of pax and GNU archives', async () => {
  const name = `${'n'.repeat(150)}.txt`;
  const pax = `164 path=${name}\n`;
  expect(pax).toHaveLength(164);
  const meta: readonly TarEntry[] = [
    { ...fileEntry('PaxHeader', pax), type: 'x' },
    fileEntry('short', 'one'),
    { ...fileEntry('././@LongLink', `${name}\0`), type: 'L' },
    fileEntry('short', 'two'),
  ];
  expect((await read(tgz(meta))).map(({ path, content }) => [path, content])).toEqual([
    [name, 'one'],
    [name, 'two'],
  ]);
});

const whole = [fileEntry('a', noise(3000)), fileEntry('b', noise(3000))];
const changed = (at: number): Buffer => {
  const bytes = tar(whole);
  bytes[at] = 0x41;
  return gzipSync(bytes);
};
test.each([
  ['gzip cut short', tgz(whole).subarray(0, 3000), 'unexpected end of file'],
  ['tar cut short', gzipSync(tar(whole).subarray(0, 2048)), 'Truncated input'],
  ['no gzip', Buffer.from('words, words'), 'incorrect header check'],
  ['gzip, no tar', gzipSync(noise(2000)), 'invalid'],
  ['a header with a wrong checksum', changed(3072 + 512 + 3), 'checksum failure'],
  [
    'an unknown type',
    tgz([{ ...fileEntry('odd', ''), type: 'S' }]),
    'odd in the archive has an unknown type',
  ],
  ['zipped twice', gzipSync(tgz([fileEntry('a', 'x'.repeat(5000))])), 'max decompression ratio'],
])('%s is an error', async (_, bytes, message) => {
  await expect(read(bytes)).rejects.toThrow(message);
});

test('a missing file is an error', async () => {
  await expect(collect(tarEntries(join(folder, 'none'), 1))).rejects.toThrow('ENOENT');
});

test('refuses a too large archive', async () => {
  const bomb = tgz([fileEntry('zeros', Buffer.alloc(3_000_000))]);
  expect(bomb.length).toBeLessThan(5000);
  expect(await read(bomb, 3_100_000)).toHaveLength(1);
  await expect(read(bomb, 2_000_000)).rejects.toThrow('the archive holds more than 2 MB');
});

test('an unsubscribe stops the reader of an entry', async () => {
  const bytes = tgz([fileEntry('long', noise(4_000_000))]);
  let reading: Promise<unknown> = Promise.resolve();
  await collect(
    tarEntries(written(bytes), 2 ** 24).pipe(
      concatMap(({ entry }) => {
        reading = entry.concat();
        return ['seen'];
      }),
      take(1),
    ),
  );
  await expect(reading).rejects.toThrow('stream destroyed');
});
