import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fileContents } from '../../src/io/file-contents.ts';
import { only } from '../support/only.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

test('kinds, sizes and hashes of files; what cannot be read is said, and a pipe is not waited for', async () => {
  using folder = temporaryFolder();
  const at = (name: string): string => join(folder.path, name);
  const large = Buffer.alloc(2 ** 20 + 99, 1);
  large[2 ** 19] = 7;
  const contents = { 'a.jpg': Buffer.of(0xff, 0xd8, 0xff), 'b.jpg': Buffer.from('<html>'), 'c.jpg': large };
  for (const [name, bytes] of Object.entries(contents)) writeFileSync(at(name), bytes);
  symlinkSync('nowhere', at('d.jpg'));
  execFileSync('mkfifo', [at('e.jpg')]);
  const paths = ['a', 'b', 'c', 'd', 'e'].map((name) => at(`${name}.jpg`));
  expect(await only(fileContents.faults(paths))).toEqual([
    null,
    'an HTML page',
    'not a jpg, png, webp, gif, tiff, avif or bmp file',
    'a symbolic link to a missing file',
    'a pipe, not a file',
  ]);
  expect(await only(fileContents.sizes(paths))).toEqual([3, 6, large.length, -1, 0]);
  const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
  expect(await only(fileContents.hashes(paths))).toEqual([
    ...Object.values(contents).map(sha256),
    ...[null, null],
  ]);
  const middle = Math.floor((large.length - 4) / 2);
  expect((await only(fileContents.hashes(paths, 4)))[2]).toBe(sha256(large.subarray(middle, middle + 4)));
});
