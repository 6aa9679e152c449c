import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fetchPackage } from '../../../src/provision/data-sets/fetch-package.ts';
import type { DataSetProgress } from '../../../src/provision/data-sets/index.ts';
import { collect } from '../../support/collect.ts';

let folder: string;
let workspace: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fetch-package-'));
  workspace = join(folder, 'work');
  mkdirSync(workspace);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** Puts a program of that name first on the PATH; arguments are `pack SPEC --pack-destination $4 --cache $6 …`. */
function withNpm(script: string): void {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'npm'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(bin, 'npm'), 0o755);
  vi.stubEnv('PATH', [bin, process.env['PATH'] ?? ''].join(delimiter));
}
const fetch = (): Promise<readonly DataSetProgress[]> =>
  collect(
    fetchPackage(
      { name: 'P', spec: 'p@1.0.0', bytes: 6, integrity: 'sha512-' },
      join(folder, 'p.tgz'),
      workspace,
    ),
  );

test("moves npm's archive to the file; emits the bytes in npm's cache meanwhile, never more than the total", async () => {
  withNpm('mkdir -p "$6/tmp"; echo 123456789 > "$6/tmp/part"; sleep 0.6; echo "$1 $2" > "$4/p-1.0.0.tgz"');
  const progress = await fetch();
  expect(progress.at(-1)).toMatchObject({ _tag: 'Downloading', name: 'P', bytes: 6, totalBytes: 6 });
  expect(readFileSync(join(folder, 'p.tgz'), 'utf8')).toBe('pack p@1.0.0\n');
  expect(readdirSync(workspace)).toEqual([]);
});

test("reports npm's own reason", async () => {
  withNpm(
    'printf "npm warn x\\nnpm error code ECONNREFUSED\\nnpm error syscall connect\\nnpm error errno ECONNREFUSED\\nnpm error FetchError: no way\\nnpm error     at y\\n" >&2; exit 1',
  );
  await expect(fetch()).rejects.toThrow("npm's ECONNREFUSED: FetchError: no way");
});

test('npm fails without a message, npm leaves no archive, and npm is missing', async () => {
  withNpm('exit 3');
  await expect(fetch()).rejects.toThrow("npm's exit code 3");
  writeFileSync(join(folder, 'bin', 'npm'), '#!/bin/sh\n');
  await expect(fetch()).rejects.toThrow('no such file from npm');
  vi.stubEnv('PATH', workspace);
  await expect(fetch()).rejects.toThrow('no npm on the PATH');
});
