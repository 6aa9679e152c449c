import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LogFile } from '../../../src/io/run-folder/log-file.ts';
import { diskWrites, type DiskWrites } from '../../../src/io/support/disk-writes.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text);

test('content is part of the length at once, and written together, in order', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'log');
  let writes = 0;
  const disk: DiskWrites = {
    ...diskWrites,
    writeAt: (...args) => {
      writes++;
      return diskWrites.writeAt(...args);
    },
  };
  const log = new LogFile({ path, disk });
  const written = ['a\n', 'bc\n', 'd\n'].map((line) => log.append(bytes(line)));
  expect(log.length).toBe(7);
  await Promise.all(written);
  expect([readFileSync(path, 'utf8'), writes]).toEqual(['a\nbc\nd\n', 1]);
});

test('keeps the beginning of a file, and cuts the rest', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'log');
  writeFileSync(path, 'kept\nnot kept\n');
  const log = new LogFile({ path, keep: 5 });
  expect(log.length).toBe(5);
  await log.append(bytes('new\n'));
  expect(readFileSync(path, 'utf8')).toBe('kept\nnew\n');
});

test('flush writes what waits', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'log');
  const log = new LogFile({ path });
  await log.flush();
  const appended = log.append(bytes('a\n'));
  await log.flush();
  expect(readFileSync(path, 'utf8')).toBe('a\n');
  await appended;
});

test('a write that fails leaves no part of a line, and later ones fail too', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'log');
  let isFull = false;
  const disk: DiskWrites = {
    ...diskWrites,
    writeAt: async (file, position, content) => {
      await diskWrites.writeAt(file, position, isFull ? content.subarray(0, 2) : content);
      if (isFull) throw new Error('ENOSPC');
    },
  };
  const log = new LogFile({ path, disk });
  await log.append(bytes('whole\n'));
  isFull = true;
  await expect(log.append(bytes('torn\n'))).rejects.toThrow('ENOSPC');
  expect(readFileSync(path, 'utf8')).toBe('whole\n');
  isFull = false;
  await expect(log.append(bytes('later\n'))).rejects.toThrow('ENOSPC');
  expect(readFileSync(path, 'utf8')).toBe('whole\n');
});

test('a file to keep that is gone is an error', async () => {
  using folder = temporaryFolder();
  const gone = new LogFile({ path: join(folder.path, 'gone'), keep: 3 });
  await expect(gone.append(bytes('b\n'))).rejects.toMatchObject({ code: 'ENOENT' });
});

test('a disk that is too slow is an error before memory runs out', async () => {
  using folder = temporaryFolder();
  const disk: DiskWrites = { ...diskWrites, writeAt: () => new Promise<void>(() => undefined) };
  const log = new LogFile({ path: join(folder.path, 'log'), disk });
  void log.append(new Uint8Array(2 ** 26));
  await expect(log.append(bytes('a'))).rejects.toThrow('a slow disk: 67108864 bytes are waiting for log');
});
