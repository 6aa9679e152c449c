import { fork, type ChildProcess } from 'node:child_process';
import { setInterval, setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { loaderArguments } from '../../src/io/index.ts';
import { isSuspended } from '../../src/io/support/is-alive.ts';
import { engineEnvironment } from '../../src/provision/engine/index.ts';
import { cpuSeconds } from '../bench/memory.ts';
import type { Examined, FuzzJob, FuzzRequest } from './worker.ts';

/** How long a mutant may take. */
export interface Deadline {
  /** Of computing, which another load on the machine does not change. */
  readonly cpuSeconds: number;
  /** By the clock: it may also wait for ever. */
  readonly seconds: number;
}

/** What became of a mutant. */
export type Fate = Examined | { readonly result: 'died' | 'hung'; readonly message: string };

/** A process that examines mutants of one target. */
export interface FuzzProcess extends AsyncDisposable {
  /** Once the mutant made the process die or hang, the process is of no further use. */
  readonly examine: (request: FuzzRequest) => Promise<Fate>;
}

const LAST_LINES = 15;
const POLL_MS = 500;
/** Milliseconds in which a process that hangs may say what it waits for. */
const ANSWER_MS = 500;

/** Starts a process for a target; resolves when it is prepared. Rejects if that fails. */
export async function fuzzProcess(job: FuzzJob, deadline: Deadline): Promise<FuzzProcess> {
  const child = fork(fileURLToPath(new URL('worker.ts', import.meta.url)), [], {
    execArgv: [...loaderArguments()],
    env: { ...process.env, ...engineEnvironment({ device: 'cpu', threads: 1 }) },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
  });
  let printed = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    printed = `${printed}${text}`.split('\n').slice(-LAST_LINES).join('\n');
  });
  const closed = new Promise<string>((resolve) => {
    child.on('close', (code, signal) => {
      resolve(`exit code ${String(code)}, signal ${String(signal)}\n${printed}`);
    });
  });
  // How it ended is reported by `close`.
  child.on('error', () => undefined);
  const asked = async (message: FuzzJob | FuzzRequest): Promise<Fate> => {
    const stop = new AbortController();
    const replied = new Promise<Examined>((resolve) => {
      child.once('message', (reply) => resolve(reply as Examined));
    });
    child.send(message);
    const fate = await Promise.race([
      replied,
      closed.then((how): Fate => ({ result: 'died', message: how })),
      overdue(child, deadline, stop.signal).then(async (how): Promise<Fate> => {
        child.kill('SIGUSR2');
        await setTimeout(ANSWER_MS);
        return { result: 'hung', message: `${how}\n${printed}` };
      }),
    ]);
    stop.abort();
    return fate;
  };
  const ready: unknown = await asked(job);
  if (ready !== 'ready') throw new Error(`${job.module} cannot be prepared: ${(ready as Fate).message}`);
  return {
    examine: asked,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await closed;
    },
  };
}

/** Resolves when a process has computed or waited for too long; never if the signal comes before. */
async function overdue(
  { pid = 0 }: ChildProcess,
  { cpuSeconds: maxCpu, seconds }: Deadline,
  signal: AbortSignal,
): Promise<string> {
  const before = cpuSeconds(pid);
  let waited = 0;
  try {
    for await (const _ of setInterval(POLL_MS, undefined, { signal })) {
      if (!isSuspended(pid)) waited += POLL_MS / 1000;
      const computed = cpuSeconds(pid) - before;
      if (waited > seconds || computed > maxCpu)
        return `no result after ${waited.toFixed(0)} s, ${computed.toFixed(0)} s of them computing`;
    }
  } catch {
    // The reply has come.
  }
  return new Promise<never>(() => undefined);
}
