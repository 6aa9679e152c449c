import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { lastValueFrom, toArray } from 'rxjs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fetchTarball } from '../../../src/provision/data-sets/fetch-tarball.ts';
import type { QuickStartProgress } from '../../../src/provision/data-sets/index.ts';

let folder: string;
let workspace: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fetch-tarball-'));
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
const fetched = (): Promise<QuickStartProgress[]> =>
  lastValueFrom(
    fetchTarball({ spec: 'p@1.0.0', bytes: 6, integrity: '' }, workspace, join(folder, 'p.tgz')).pipe(
      toArray(),
    ),
    { defaultValue: [] },
  );

test("npm's archive comes to the path; the bytes in npm's cache are told on the way, never more than all", async () => {
  withNpm('mkdir -p "$6/tmp"; echo 123456789 > "$6/tmp/part"; sleep 0.6; echo "$1 $2" > "$4/p-1.0.0.tgz"');
  const progress = await fetched();
  expect(progress.at(-1)).toEqual({ _tag: 'Fetching', bytes: 6, totalBytes: 6 });
  expect(readFileSync(join(folder, 'p.tgz'), 'utf8')).toBe('pack p@1.0.0\n');
  expect(readdirSync(workspace)).toEqual(['npm-cache']);
});

test("npm's own reason is told", async () => {
  withNpm(
    'printf "npm warn x\\nnpm error code ECONNREFUSED\\nnpm error syscall connect\\nnpm error errno ECONNREFUSED\\nnpm error FetchError: no way\\nnpm error     at y\\n" >&2; exit 1',
  );
  await expect(fetched()).rejects.toThrow(
    "quick start: expected to fetch p@1.0.0 with npm, received npm's ECONNREFUSED: FetchError: no way. Check",
  );
});

test('npm that ends badly and says nothing, npm without an archive, and no npm', async () => {
  withNpm('exit 3');
  await expect(fetched()).rejects.toThrow("received npm's exit code 3. Check");
  writeFileSync(join(folder, 'bin', 'npm'), '#!/bin/sh\n');
  await expect(fetched()).rejects.toThrow('received no archive from npm. Check');
  vi.stubEnv('PATH', workspace);
  await expect(fetched()).rejects.toThrow('received no npm on the PATH. Check');
});
