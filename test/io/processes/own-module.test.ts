import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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

test('code that another user has put into a cache of tsx does not run', () => {
  using folder = temporaryFolder();
  const env: NodeJS.ProcessEnv = { ...process.env, TMPDIR: folder.path };
  const { TSX_DISABLE_CACHE: _, ...cached } = env;
  const run = (loader: readonly string[], variables: NodeJS.ProcessEnv): string => {
    const args = [...loader, ownModule('../../../tui/millrace', import.meta.url), '--version'];
    const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env: variables });
    return stdout + stderr;
  };
  run(['--import', 'tsx'], cached);
  const entries = readdirSync(folder.path, { recursive: true, withFileTypes: true }).filter((each) =>
    each.isFile(),
  );
  for (const { parentPath, name } of entries) {
    const text = readFileSync(join(parentPath, name), 'utf8');
    // The end of the process may have cut an entry short.
    const entry = text.endsWith('}') ? (JSON.parse(text) as object) : {};
    writeFileSync(join(parentPath, name), JSON.stringify({ ...entry, code: 'throw "planted";' }));
  }
  expect(entries.length).toBeGreaterThan(10);
  expect(run(['--import', 'tsx'], cached)).toContain('planted');
  expect(run(loaderArguments(), env)).toMatch(/^millrace \d+\.\d+\.\d+\n$/);
});
