import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { openCollective } from '../../../src/io/collective/index.ts';

const file = openSync(fileURLToPath(import.meta.url), 'r');

afterAll(() => {
  closeSync(file);
});

afterEach(() => {
  vi.unstubAllEnvs();
});

test.each([
  ['closed', '99999'],
  ['of something else', String(file)],
])("a launcher's connection that is %s is reported before the library crashes", (_, descriptor) => {
  vi.stubEnv('PMI_FD', descriptor);
  const library = { path: '/nowhere/libmpi.so', abi: 'mpich', name: 'MPICH 5' } as const;
  const opening = (): unknown => openCollective({ library, native: '/nowhere/native.node' });
  expect(opening).toThrow(`the launcher's connection (PMI_FD=${descriptor})`);
  expect(opening).toThrow('let the launcher start node_modules/.bin/millrace');
});
