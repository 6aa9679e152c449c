import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { claimFolder, claimNewFolder } from '../../../src/io/index.ts';
import { isSuspended } from '../../../src/io/support/is-alive.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

test('a claimed folder is refused until it is released', () => {
  using temporary = temporaryFolder();
  const path = join(temporary.path, 'runs', 'a');
  const first = claimFolder(path);
  expect(() => claimFolder(path)).toThrow(
    `--out: expected a folder that is not in use, received ${path}, which process ${process.pid} is using. Choose another folder.`,
  );
  first[Symbol.dispose]();
  using second = claimFolder(path);
  expect(second.path).toBe(path);
});

test('a folder without files is removed again, with those above it that were made for it', () => {
  using temporary = temporaryFolder();
  claimFolder(join(temporary.path, 'runs', 'a'))[Symbol.dispose]();
  expect(readdirSync(temporary.path)).toEqual([]);
  claimNewFolder(join(temporary.path, 'runs', 'a'))[Symbol.dispose]();
  expect(readdirSync(temporary.path)).toEqual([]);
  // One that was there before stays.
  claimFolder(temporary.path)[Symbol.dispose]();
  expect(existsSync(temporary.path)).toBe(true);
});

test('a folder with files keeps them, without the lock', () => {
  using temporary = temporaryFolder();
  const folder = claimFolder(join(temporary.path, 'a'));
  expect(readdirSync(folder.path)).toEqual(['run.lock']);
  writeFileSync(join(folder.path, 'config.json'), '{}');
  folder[Symbol.dispose]();
  expect(readdirSync(folder.path)).toEqual(['config.json']);
  // Another run has come and gone.
  expect(() => claimFolder(folder.path)).toThrow('which another run is using');
  expect(readdirSync(folder.path)).toEqual(['config.json']);
});

test('two new folders of one name are different ones', () => {
  using temporary = temporaryFolder();
  const path = join(temporary.path, '2026-11-29-baseline');
  const folders = [claimNewFolder(path), claimNewFolder(path), claimNewFolder(path)];
  expect(folders.map((each) => each.path)).toEqual([path, `${path}-2`, `${path}-3`]);
  for (const folder of folders) folder[Symbol.dispose]();
  expect(readdirSync(temporary.path)).toEqual([]);
});

test('the claim of a dead process does not count', () => {
  using temporary = temporaryFolder();
  const { pid } = spawnSync(process.execPath, ['--eval', '']);
  writeFileSync(join(temporary.path, 'run.lock'), JSON.stringify({ pid, host: hostname() }));
  using folder = claimFolder(temporary.path);
  expect(folder.path).toBe(temporary.path);
});

test.runIf(process.platform === 'linux')(
  'the claim of a suspended process counts, however long it is silent',
  async () => {
    using temporary = temporaryFolder();
    const child = spawn(process.execPath, ['--eval', 'setInterval(() => 0, 1000)'], { stdio: 'ignore' });
    const pid = child.pid!;
    const lock = join(temporary.path, 'run.lock');
    writeFileSync(lock, JSON.stringify({ pid, host: hostname() }));
    utimesSync(lock, 0, 0);
    try {
      child.kill('SIGSTOP');
      while (!isSuspended(pid)) await new Promise(setImmediate);
      expect(() => claimFolder(temporary.path, true)).toThrow(
        `the suspended process ${pid} is using its folder`,
      );
    } finally {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    using folder = claimFolder(temporary.path, true);
    expect(folder.path).toBe(temporary.path);
  },
);

test('a folder that cannot be made is WriteFailed', () => {
  using temporary = temporaryFolder();
  const file = join(temporary.path, 'file');
  writeFileSync(file, '');
  for (const claim of [claimFolder, claimNewFolder])
    expect(() => claim(join(file, 'a'))).toThrow(
      /expected a writable folder, received a file (is in the way|instead of a folder)/,
    );
});
