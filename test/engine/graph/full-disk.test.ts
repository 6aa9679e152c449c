import type * as fs from 'node:fs';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { exitCodeOf, type MillraceError } from '../../../src/core/index.ts';
import { placeholder } from '../../../src/engine/graph/graph-def.ts';
import { Graph } from '../../../src/engine/graph/graph.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const disk = vi.hoisted(() => ({ isFull: false }));

vi.mock('node:fs', async (original) => {
  const real = await original<typeof fs>();
  return {
    ...real,
    writeFileSync: (...args: Parameters<typeof fs.writeFileSync>): void => {
      if (!disk.isFull || !String(args[0]).endsWith('saved_model.pb')) {
        real.writeFileSync(...args);
        return;
      }
      const error = new Error(`ENOSPC: no space left on device, write`);
      throw Object.assign(error, { code: 'ENOSPC', syscall: 'write', path: args[0] });
    },
  };
});

afterEach(() => {
  disk.isFull = false;
  vi.unstubAllEnvs();
});

function failure() {
  try {
    new Graph([placeholder('x', 'float32')])[Symbol.dispose]();
  } catch (error) {
    return (error as MillraceError).detail;
  }
  return expect.fail('it was loaded');
}

test('a full temporary folder: names it, says what to do, and leaves nothing there', () => {
  using folder = temporaryFolder();
  vi.stubEnv('TMPDIR', folder.path);
  disk.isFull = true;
  const error = failure();
  expect(error).toEqual({
    _tag: 'WriteFailed',
    where: folder.path,
    expected: 'a writable folder for temporary files',
    received: expect.stringMatching(/^no space left on the disk: .*saved_model\.pb$/) as unknown,
    advice: 'Free some space there, or set TMPDIR to another folder.',
  });
  expect(exitCodeOf(error)).toBe(1);
  expect(readdirSync(folder.path)).toEqual([]);
});

test('a temporary folder that does not exist', () => {
  using folder = temporaryFolder();
  vi.stubEnv('TMPDIR', join(folder.path, 'none'));
  expect(failure()).toMatchObject({ _tag: 'WriteFailed', where: join(folder.path, 'none') });
});
