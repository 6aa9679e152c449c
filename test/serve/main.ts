/**
 * Serves a model by the command `serve`, and reports its speed, its memory and its stop: `npm run serve-test -- --run runs/RUN
 * --images photos`. Exits with 1 if the memory grows, if a stop loses a request, or if the page does not work.
 *
 *   --run DIR        the run whose model is served; by default a small network is trained for it
 *   --images DIR     a folder with JPEG files to send, at any depth; by default made ones
 *   --seconds N      the period for each number of clients (default 10)
 *   --requests N     the requests over which memory is judged (default 2000; the product's promise is about 100000)
 *   --screenshots DIR  uses the page in Chromium, and writes screenshots into this folder
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { at } from '../../src/core/index.ts';
import { processUse } from '../soak/process-use.ts';
import { isFlat, trendOf, type Point } from '../soak/trend.ts';
import { millrace } from '../support/command-line.ts';
import { writePhotos } from '../support/photos.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { load, quantile } from './load.ts';
import { screenshots } from './screenshots.ts';
import { serveRun } from './served-run.ts';

const { values } = parseArgs({
  options: {
    run: { type: 'string' },
    images: { type: 'string' },
    seconds: { type: 'string', default: '10' },
    requests: { type: 'string', default: '2000' },
    screenshots: { type: 'string' },
  },
});
const CLIENTS = [1, 8, 64];
/** Clients while memory is judged. */
const STEADY_CLIENTS = 16;
const MAX_IMAGES = 256;
const SAMPLES = 200;
const MiB = 2 ** 20;
/** The growth of resident memory that counts as none, in MiB or as a fraction. */
const MEMORY = { amount: 32, fraction: 0.03 };

using temporary = temporaryFolder();
const photos = values.images ?? join(temporary.path, 'photos');
if (values.images === undefined || values.run === undefined)
  await writePhotos(join(temporary.path, 'photos'));
const run = resolve(
  values.run ?? (await trained(join(temporary.path, 'photos'), join(temporary.path, 'run'))),
);
const paths = readdirSync(photos, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.jpe?g$/i.test(name))
  .sort()
  .map((name) => resolve(photos, name));
// Evenly from all classes.
const step = Math.max(1, Math.floor(paths.length / MAX_IMAGES));
const chosen = paths.filter((_, i) => i % step === 0).slice(0, MAX_IMAGES);
const images = chosen.map((path) => readFileSync(path));
using served = await serveRun(run);
const { port, pids } = served;
const faults: string[] = [];
const send = (clients: number, goesOn: (sent: number) => boolean, onAnswer?: (answers: number) => void) =>
  load({ port, clients, images, goesOn, ...(onAnswer === undefined ? {} : { onAnswer }) });

await send(8, (sent) => sent < 200);
for (const clients of CLIENTS) {
  const endAt = performance.now() + 1000 * Number(values.seconds);
  const { times, seconds, outcomes } = await send(clients, () => performance.now() < endAt);
  console.log(
    `${String(clients).padStart(2)} clients: ${(times.length / seconds).toFixed(1)} requests/s, ` +
      `median ${quantile(times, 0.5).toFixed(1)} ms, p99 ${quantile(times, 0.99).toFixed(1)} ms ` +
      `(${JSON.stringify(Object.fromEntries(outcomes))})`,
  );
}

const requests = Number(values.requests);
const memory: Record<'server' | 'model', Point[]> = { server: [], model: [] };
const startedAt = performance.now();
const steady = await send(
  STEADY_CLIENTS,
  (sent) => sent < requests,
  (answers) => {
    if (answers % Math.ceil(requests / SAMPLES) !== 0) return;
    const hours = (performance.now() - startedAt) / 3.6e6;
    for (const name of ['server', 'model'] as const)
      memory[name].push([hours, processUse(pids[name]).resident / MiB]);
  },
);
console.log(`${steady.times.length} requests in ${steady.seconds.toFixed(0)} s, ${STEADY_CLIENTS} clients`);
for (const [name, points] of Object.entries(memory)) {
  const trend = trendOf(points);
  const verdict = isFlat(trend, MEMORY) ? 'flat' : 'GROWS';
  console.log(
    `${name} memory: ${at(points, 0)[1].toFixed(0)} MiB at first, ${trend.start.toFixed(0)} after a third, ` +
      `${trend.end.toFixed(0)} at the end: ${verdict}`,
  );
  if (verdict !== 'flat') faults.push(`the memory of the ${name} grows`);
}

if (values.screenshots !== undefined) {
  const problems = await screenshots(served.url, at(chosen, 0), values.screenshots);
  console.log(`page: chose, dropped and pasted an image, and dropped a letter; ${problems.length} problems`);
  faults.push(...problems);
}

let hasAnswered = 0;
const loaded = send(
  64,
  () => true,
  (answers) => (hasAnswered = answers),
);
while (hasAnswered < 128) await new Promise((done) => setTimeout(done, 10));
const code = await served.stop();
const { outcomes } = await loaded;
const metrics = served.events.at(-1);
console.log(`stop under load: ${JSON.stringify(Object.fromEntries(outcomes))}, exit code ${String(code)}`);
if ((outcomes.get('lost') ?? 0) > 0) faults.push('a stop lost requests');
if (code !== 143 || metrics?._tag !== 'Stopped') faults.push(`a stop ended with ${String(code)}`);
for (const fault of faults) console.log(`fault: ${fault}`);
process.exitCode = faults.length === 0 ? 0 : 1;

/** Trains a small network, and returns its run. */
async function trained(data: string, out: string): Promise<string> {
  const options = [
    '--arch',
    'xresnet18',
    '--size',
    '64',
    '--item-size',
    '80',
    '--batch-size',
    '8',
    '--epochs',
    '1',
  ];
  const { code: exit, stderr } = await millrace([
    'baseline',
    '--data',
    data,
    ...options,
    '--out',
    out,
    '--plain',
  ]);
  if (exit !== 0) throw new Error(`training ended with ${String(exit)}:\n${stderr}`);
  return out;
}
