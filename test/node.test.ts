import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { loaderArguments } from '../src/io/index.ts';
import { nodeWorld } from '../src/node.ts';
import { smallRuns } from './support/small-runs.ts';

const { at, photos } = smallRuns();
const script = fileURLToPath(new URL('support/two-phases-script.ts', import.meta.url));

test('a stop saves the model and starts no later phase; standard error stays empty', () => {
  const { stdout, stderr } = spawnSync(process.execPath, [...loaderArguments(), script, photos, at('run')], {
    encoding: 'utf8',
  });
  expect({ stdout, stderr }).toEqual({
    stdout: 'RunStarted ImagesFound PhaseStarted CheckpointSaved EpochRow RunEnded\n',
    stderr: '',
  });
  expect(existsSync(at('run', 'model.safetensors'))).toBe(true);
});

test.each([
  [{ threads: 0 }, /threads: expected a positive integer, received 0/],
  [{ threads: 1.5 }, /threads: expected a positive integer, received 1.5/],
  [{ threads: NaN }, /threads: expected a positive integer, received NaN/],
  [{ device: 'tpu' as 'cpu' }, /device: expected 'cpu' or 'gpu', received tpu/],
])('rejects %o', (options, message) => {
  expect(() => nodeWorld({ runFolder: at('none'), ...options })).toThrow(message);
});

test('rejects a second engine in one process, but accepts the same one again', () => {
  nodeWorld({ runFolder: at('none') });
  nodeWorld({ runFolder: at('other') });
  expect(() => nodeWorld({ runFolder: at('none'), threads: 1 })).toThrow(
    /expected the engine that this process already uses \(cpu, one thread per core\), received cpu, 1 thread/,
  );
});

test('the error of a missing engine says how to prepare it', () => {
  expect(() => nodeWorld({ runFolder: at('none'), cache: at('empty-cache') })).toThrow(
    /expected a prepared engine, received none in .*empty-cache.*Run: npm start -- doctor --prepare/,
  );
});

test('rejects a worker thread: TensorFlow would not see its settings', async () => {
  vi.resetModules();
  vi.doMock('node:worker_threads', () => ({ isMainThread: false }));
  const { nodeWorld: inWorker } = await import('../src/node.ts');
  expect(() => inWorker({ runFolder: at('none') })).toThrow(
    /nodeWorld: expected the main thread of a process, received a worker thread/,
  );
  vi.doUnmock('node:worker_threads');
});

test('under an MPI launcher, uses the library of the launcher', () => {
  vi.stubEnv('OMPI_COMM_WORLD_RANK', '1');
  vi.stubEnv('OMPI_COMM_WORLD_SIZE', '2');
  vi.stubEnv('MILLRACE_MPI', '/nowhere/libmpi.so.40');
  expect(() => nodeWorld({ runFolder: at('none') })).toThrow(
    /MILLRACE_MPI: expected the absolute path of an MPI library/,
  );
  vi.stubEnv('OMPI_COMM_WORLD_RANK', '0');
  vi.stubEnv('OMPI_COMM_WORLD_SIZE', '1');
  expect(nodeWorld({ runFolder: at('none') }).collective.size).toBe(1);
  vi.unstubAllEnvs();
});
