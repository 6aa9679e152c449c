import { closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { forkModule } from '../../../src/io/index.ts';
import { collect } from '../../support/collect.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const echo = fileURLToPath(new URL('../../support/echo-program.ts', import.meta.url));

test('NaN and infinities reach the other process and come back', async () => {
  const job = { loss: NaN, losses: [Infinity, -Infinity, 0.5], momentum: null, why: 'a word' };
  expect(await collect(forkModule({ entry: echo, job, env: {} }))).toEqual([job]);
});

test('an open descriptor is handed on under its new number', async () => {
  using folder = temporaryFolder();
  const file = join(folder.path, 'a.txt');
  writeFileSync(file, 'from the launcher');
  const descriptor = openSync(file, 'r');
  vi.stubEnv('PMI_FD', `${descriptor}`);
  const entry = fileURLToPath(new URL('../../support/descriptor-program.ts', import.meta.url));
  const forking = forkModule({ entry, job: 'go', env: {}, inherits: ['PMI_FD', 'NO_FD'] });
  const received = await collect(forking);
  vi.unstubAllEnvs();
  closeSync(descriptor);
  expect(received).toEqual([{ PMI_FD: '4', text: 'from the launcher' }]);
});
