/** One of several processes that a launcher starts. Does what the second argument says; prints a line of JSON. */
import { createHash } from 'node:crypto';
import { ignoreElements, lastValueFrom, repeat, timer, type Observable } from 'rxjs';
import {
  openCollective,
  openedCollective,
  type LiveCollective,
  type MpiLibrary,
} from '../../src/io/index.ts';

const [library = '', what = '', timeoutSeconds = '15'] = process.argv.slice(2);
const wait = <T>(stream$: Observable<T>): Promise<T> =>
  lastValueFrom(stream$, { defaultValue: undefined as T });

const config = { library: JSON.parse(library) as MpiLibrary, timeoutSeconds: Number(timeoutSeconds) };
let ticks = 0;
const interval = setInterval(() => ticks++, 5);
const collective = what === 'busy' ? await wait(openedCollective(config)) : openCollective(config);
const openingTicks = ticks;
clearInterval(interval);
const { rank, size } = collective;
const start = performance.now();

const print = (result: object): void => void process.stdout.write(`${JSON.stringify({ rank, ...result })}\n`);
const block = (ms: number): void => {
  for (const end = performance.now() + ms; performance.now() < end;);
};
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString();
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

async function operations({ allReduce$, allGather$, broadcast$, barrier$ }: LiveCollective): Promise<void> {
  const float32 = await wait(allReduce$(new Float32Array([rank + 1, 2 ** -24])));
  const float64 = await wait(allReduce$(new Float64Array([(rank + 1) / 10])));
  const shared = new Float32Array(new SharedArrayBuffer(8)).fill(rank);
  await wait(allReduce$(shared));
  // More than one block, and no multiple of the number of processes.
  const many = new Float32Array(2 ** 20 + 5).map((_, i) => Math.fround(((i % 1009) + rank) / 3));
  await wait(allReduce$(many, { wire: 'bfloat16' }));
  const gathered = await wait(allGather$(bytesOf('abcdef'.slice(0, 2 * rank))));
  await wait(barrier$);
  print({
    ...{ size, hosts: collective.hosts.length, threads: collective.threads },
    ...{ float32: [...float32], float64: [...float64], shared: [...shared] },
    bfloat16: createHash('sha256').update(many).digest('hex'),
    broadcast: textOf(await wait(broadcast$(bytesOf(`from ${rank}`)))),
    gathered: gathered.map(textOf),
  });
  await wait(collective.end$);
}

/** The main thread of process 1 is busy for longer than the timeout; process 0 counts timers meanwhile. */
async function busy(): Promise<void> {
  if (rank === 1) block(3500);
  let ticks = 0;
  const waiting = setInterval(() => ticks++, 5);
  await wait(collective.allReduce$(new Float32Array(1000)));
  clearInterval(waiting);
  print({ openingTicks, ticks: ticks - openingTicks });
  await wait(collective.end$);
}

/** A process does something in the midst of operations; the others end in order. */
async function lost(act: () => unknown, actor = 1): Promise<void> {
  const values = new Float32Array(1000);
  try {
    for (let i = 0; i < 10_000; i++) {
      if (i === 100 && rank === actor) await act();
      await wait(collective.allReduce$(values));
    }
  } catch (error) {
    const seconds = (performance.now() - start) / 1000;
    if (rank === 0) await wait(timer(300).pipe(ignoreElements()));
    await wait(collective.fail$((error as Error).message));
    print({ message: (error as Error).message, seconds });
    if (rank === 0) await wait(collective.dismiss$);
    process.exit(1);
  }
}

/** Process 0 ends its run early; the others notice, and all end in order. */
async function leave(): Promise<void> {
  const values = new Float32Array(1000);
  const run = wait(collective.allReduce$(values).pipe(repeat()));
  if (rank === 0) {
    await wait(timer(100).pipe(ignoreElements()));
    collective.leave();
  }
  const message = await run.catch((error: unknown) => (error as Error).message);
  await wait(collective.end$);
  print({ message });
}
/** Nothing wakes the main thread. */
const hang = (): unknown => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
const raise = (): never => {
  throw new Error('BadData: no images');
};

if (what === 'operations') await operations(collective);
if (what === 'busy') await busy();
if (what === 'kill') await lost(() => process.kill(process.pid, 'SIGKILL'));
if (what === 'stop') await lost(() => process.kill(process.pid, 'SIGSTOP'));
if (what === 'fail') await lost(raise);
if (what === 'end') await lost(() => wait(collective.end$));
if (what === 'hang') await lost(hang, 0);
if (what === 'leave') await leave();
