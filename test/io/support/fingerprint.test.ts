import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fingerprint } from '../../../src/io/support/fingerprint.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

test('differs with the names, their order and the sizes', async () => {
  using folder = temporaryFolder();
  const [a, b] = ['a', 'b'].map((name) => join(folder.path, name)) as [string, string];
  writeFileSync(a, 'x');
  writeFileSync(b, 'y');
  const before = await fingerprint([a, b]);
  expect(await fingerprint([a, b])).toBe(before);
  const others = [await fingerprint([b, a]), await fingerprint([a])];
  writeFileSync(b, 'yy');
  expect(new Set([before, ...others, await fingerprint([a, b])]).size).toBe(4);
});

test('images that become unreachable during a run are no error', async () => {
  using folder = temporaryFolder();
  const at = (...names: string[]): string => join(folder.path, ...names);
  mkdirSync(at('class'));
  const paths = [at('class', 'gone'), at('loop')];
  const missing = await fingerprint(paths);
  rmSync(at('class'), { recursive: true });
  writeFileSync(at('class'), 'a file in place of the folder');
  symlinkSync('loop', at('loop'));
  expect(await fingerprint(paths)).toBe(missing);
});
