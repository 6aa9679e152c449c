import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ServerEvent } from '../../src/serving/server/index.ts';
import { enginesOf, millraceArguments } from '../support/command-line.ts';

/** The command `serve` in a process of its own, which is killed when it is disposed. */
export interface ServedRun extends Disposable {
  readonly url: string;
  readonly port: number;
  /** The process that listens, and the one that predicts. */
  readonly pids: { readonly server: number; readonly model: number };
  readonly events: readonly ServerEvent[];
  /** Sends SIGTERM; resolves with the exit code. */
  readonly stop: () => Promise<number | null>;
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Starts `serve`; resolves when it listens, and rejects with its errors if it ends before. */
export async function serveRun(run: string, args: readonly string[] = []): Promise<ServedRun> {
  const child: ChildProcess = spawn(
    process.execPath,
    millraceArguments(['serve', run, '--port', '0', '--json', ...args]),
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const { stdout, stderr, pid = 0 } = child;
  if (stdout === null || stderr === null) throw new Error('expected pipes');
  const exit = once(child, 'exit').then(([code]) => code as number | null);
  const events: ServerEvent[] = [];
  let errors = '';
  stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const listening = new Promise<ServerEvent & { readonly _tag: 'Listening' }>((resolve, reject) => {
    createInterface({ input: stdout }).on('line', (line) => {
      const event = JSON.parse(line) as ServerEvent;
      events.push(event);
      if (event._tag === 'Listening') resolve(event);
    });
    void exit.then((code) => reject(new Error(`serve ended with ${String(code)}:\n${errors}`)));
  });
  const { url, port } = await listening;
  const [model = 0] = enginesOf(pid, 'prediction-process');
  return {
    url,
    port,
    pids: { server: pid, model },
    events,
    stop: () => {
      child.kill('SIGTERM');
      return exit;
    },
    [Symbol.dispose]: () => child.kill('SIGKILL'),
  };
}
