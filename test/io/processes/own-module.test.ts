import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loaderArguments, ownModule } from '../../../src/io/index.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

test('ownModule resolves a module relative to the importer, with the extension of this installation', () => {
  const path = ownModule('../../../tui/millrace', import.meta.url);
  expect(path).toMatch(/\/tui\/millrace\.ts$/);
  expect(existsSync(path)).toBe(true);
});

test("tsx writes nothing to the system's temporary folder, where it would trust another user's folder", () => {
  using folder = temporaryFolder();
  const { stdout } = spawnSync(
    process.execPath,
    [...loaderArguments(), ownModule('../../../tui/millrace', import.meta.url), '--version'],
    { encoding: 'utf8', env: { ...process.env, TMPDIR: folder.path } },
  );
  expect(stdout).toMatch(/^millrace \d+\.\d+\.\d+\n$/);
  expect(readdirSync(folder.path)).toEqual([]);
});
