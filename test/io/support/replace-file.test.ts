import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { diskWrites } from '../../../src/io/support/disk-writes.ts';
import { replaceFile } from '../../../src/io/support/replace-file.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text);

test('creates the folder, writes the parts, and replaces what was there', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'runs', 'a.json');
  expect(await replaceFile(path, [bytes('ab'), bytes('c')])).toBe(3);
  expect(await replaceFile(path, [bytes('d')])).toBe(1);
  expect(readFileSync(path, 'utf8')).toBe('d');
  expect(readdirSync(join(folder.path, 'runs'))).toEqual(['a.json']);
});

test('removes what killed processes left unfinished, and nothing else', async () => {
  using folder = temporaryFolder();
  const { pid } = spawnSync(process.execPath, ['--eval', '']);
  const dead = `.model.safetensors.unfinished-${pid}@${hostname()}-0e1f0e1f`;
  const kept = [
    // A process that still writes, one of another machine, and files of the user.
    `.a.unfinished-${process.pid}@${hostname()}-2a3b2a3b`,
    `.b.unfinished-${pid}@elsewhere-4c5d4c5d`,
    '.hidden',
    'notes.unfinished-work',
  ];
  for (const name of [dead, ...kept]) writeFileSync(join(folder.path, name), '');
  await replaceFile(join(folder.path, 'c.json'), [bytes('{}')]);
  expect(readdirSync(folder.path)).toEqual([...kept, 'c.json'].sort());
});

test('a failed write leaves nothing behind', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'taken');
  mkdirSync(join(path, 'not empty'), { recursive: true });
  await expect(replaceFile(path, [bytes('a')])).rejects.toThrow();
  expect(readdirSync(folder.path)).toEqual(['taken']);
  const cause = (temporary: string) =>
    Object.assign(new Error(), { code: 'ENOENT', syscall: 'open', path: temporary });
  const disk = { ...diskWrites, create: (temporary: string) => Promise.reject(cause(temporary)) };
  await expect(replaceFile(path, [bytes('a')], { disk })).rejects.toMatchObject({ path });
});

test.runIf(process.platform === 'linux')('a file system that cannot flush folders is no error', async () => {
  await diskWrites.flush('/proc/self');
});
