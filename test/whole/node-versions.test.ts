import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { loaderArguments } from '../../src/io/index.ts';
import { engineEnvironment } from '../../src/io/tensorflow/index.ts';
import { nodeBinary, OfflineError } from '../support/node-binary.ts';

const run = promisify(execFile);
const program = fileURLToPath(new URL('../support/one-training-step.ts', import.meta.url));

test.each([20, 22, 24, 26])('one training step on Node %i', { timeout: 300_000 }, async (major) => {
  const node = await binaryOrOffline(major);
  if (node === null) return;
  const environment = { ...process.env, ...engineEnvironment({ device: 'cpu' }) };
  const version = await run(node, ['--version']);
  expect(version.stdout).toMatch(new RegExp(`^v${major}\\.`));
  const { stdout } = await run(node, [...loaderArguments(), program], { env: environment });
  const [before, after] = JSON.parse(stdout) as [number, number];
  // A kernel of 0.01 over ones sees 27 of them inside, 18 at the edges, 12 in the corners: 36, 24 and 4 places of 64.
  expect(before).toBeCloseTo((36 * 0.27 ** 2 + 24 * 0.18 ** 2 + 4 * 0.12 ** 2) / 64, 6);
  expect(after).toBeLessThan(before);
});

/** Without a network there is only the Node that runs this test; null, and said so, for the others. */
async function binaryOrOffline(major: number): Promise<string | null> {
  try {
    return await nodeBinary(major);
  } catch (error) {
    if (!(error instanceof OfflineError)) throw error;
    const own = Number(process.versions.node.split('.')[0]) === major;
    console.warn(
      `Offline: Node ${major} could not be fetched, ${own ? 'this Node is used' : 'NOT TESTED on it'}. ${error.message}`,
    );
    return own ? process.execPath : null;
  }
}
