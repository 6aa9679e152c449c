import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { forkJoin } from 'rxjs';
import { loaderArguments } from '../../../src/io/index.ts';
import { collect } from '../../support/collect.ts';
import { localCollectives } from '../../support/local-collectives.ts';
import { mpiSetup } from '../../support/mpi-setup.ts';

const { library, launcher } = await mpiSetup();
const program = fileURLToPath(new URL('../../support/collective-program.ts', import.meta.url));
const command = (what: string, timeoutSeconds: number): readonly string[] => [
  ...[process.execPath, ...loaderArguments(), program],
  ...[JSON.stringify(library), what, String(timeoutSeconds)],
];

interface Line {
  readonly rank: number;
  readonly [name: string]: unknown;
}

/** Runs a command; returns the lines that processes printed, by rank, and the exit code. */
async function run([file = '', ...args]: readonly string[]): Promise<
  readonly [readonly Line[], number | null]
> {
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const lines = (await text(child.stdout)).split('\n').filter((line) => line.startsWith('{'));
  const results = lines.map((line) => JSON.parse(line) as Line);
  return [results.sort((a, b) => a.rank - b.rank), await exit];
}

const launch = (processes: number, what: string, timeoutSeconds = 15) =>
  run([...launcher(processes), ...command(what, timeoutSeconds)]);

/** Returns what operations of `size` processes should give, computed in memory. */
async function expected(size: number): Promise<string> {
  const all = localCollectives(size).map((one, rank) =>
    one.allReduce$(
      new Float32Array(2 ** 20 + 5).map((_, i) => Math.fround(((i % 1009) + rank) / 3)),
      { wire: 'bfloat16' },
    ),
  );
  const [sums] = await collect(forkJoin(all));
  return createHash('sha256').update(sums![0]!).digest('hex');
}

test('processes sum, gather, broadcast, and end with success', async () => {
  const size = 3;
  const [lines, code] = await launch(size, 'operations');
  const total = (size * (size + 1)) / 2;
  const bfloat16 = await expected(size);
  for (const [rank, line] of lines.entries()) {
    expect(line).toMatchObject({
      ...{ rank, size, hosts: size, threads: 1 },
      ...{ float32: [total, size * 2 ** -24], shared: [total - size, total - size] },
      bfloat16,
      gathered: ['', 'ab', 'abcd'],
      broadcast: 'from 0',
    });
    expect((line.float64 as number[])[0]).toBeCloseTo(total / 10, 14);
  }
  expect([lines.length, code]).toEqual([size, 0]);
});

test('without a launcher, a process is alone', async () => {
  const [[line], code] = await run(command('operations', 15));
  expect(line).toMatchObject({ size: 1, float32: [1, 2 ** -24], broadcast: 'from 0', gathered: [''] });
  expect(code).toBe(0);
});

test('a process that is busy is not lost; the event loop runs while processes open MPI and wait for others', async () => {
  const [[first], code] = await launch(2, 'busy', 2);
  expect(first?.openingTicks).toBeGreaterThan(20);
  expect(first?.ticks).toBeGreaterThan(100);
  expect(code).toBe(0);
});

test('the others learn why a process failed; process 0 lets them exit', async () => {
  const [[first, failed, third], code] = await launch(3, 'fail');
  const message = 'process 2 of 3: BadData: no images. `resume` continues from the last checkpoint.';
  expect([first?.message, failed?.message, third?.message]).toEqual([message, 'BadData: no images', message]);
  expect(code).toBe(1);
});

test('if a process ends its run early, all end with success', async () => {
  const [lines, code] = await launch(2, 'leave');
  expect(lines.map((line) => line.message)).toEqual(
    ['it has ended a run early, after which it takes part no longer', 'it takes part no longer'].map(
      (reason) => `process 1 of 2: ${reason}. \`resume\` continues from the last checkpoint.`,
    ),
  );
  expect(code).toBe(0);
});

test('a process that is killed is noticed within seconds', async () => {
  // The launcher would kill the others: it must not notice at once.
  const patient = ['/bin/sh', '-c', '"$@"; sleep 3', 'sh', ...command('kill', 15)];
  const [lines] = await run([...launcher(2), ...patient]);
  const message = 'process 2 of 2: its process is gone. `resume` continues from the last checkpoint.';
  expect(lines.map((line) => line.message)).toEqual([message]);
  for (const { seconds } of lines) expect(seconds).toBeLessThan(5);
});

test('a process that has ended, for which another waits, ends all', async () => {
  const [lines] = await launch(2, 'end');
  const message =
    'process 2 of 2: it has ended, but others wait for it: all must make the same calls. ' +
    '`resume` continues from the last checkpoint.';
  expect(lines.map((line) => line.message)).toEqual([message, message]);
  for (const { seconds } of lines) expect(seconds).toBeLessThan(5);
});

test.each([
  [
    'process that is stopped',
    'stop',
    2,
    'no sign of life for 3 seconds: it hangs, or its machine cannot be reached',
  ],
  ['main thread that hangs', 'hang', 1, 'it hangs: its main thread has been blocked for 3 seconds'],
])('a %s is noticed after the timeout, and ended', async (_, what, hanging, reason) => {
  const [lines] = await launch(2, what, 3);
  const message = `process ${hanging} of 2: ${reason}. \`resume\` continues from the last checkpoint.`;
  // The process that is stopped goes on when it is ended.
  const [other] = lines.filter(({ rank }) => rank + 1 !== hanging);
  expect(other?.message).toBe(message);
});
