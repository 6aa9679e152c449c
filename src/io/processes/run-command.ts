import { spawn } from 'node:child_process';
import { Observable } from 'rxjs';

/** A program, its arguments and its complete environment. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly environment: Readonly<NodeJS.ProcessEnv>;
}

/** The result of a program. */
export interface Finished {
  /** The exit code; the name of the signal that killed it; or `missing` if there is no such program. */
  readonly status: number | string;
  readonly output: string;
  readonly errors: string;
}

/**
 * Runs a program without input and emits its result, also if it failed or does not exist. Unsubscribing kills it and
 * every process that it started.
 */
export const runCommand = ({ file, args, environment }: Command): Observable<Finished> =>
  new Observable<Finished>((subscriber) => {
    // In its own process group, so that the children of a compiler are killed with it.
    const child = spawn(file, args, { env: environment, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let running = true;
    let output = '';
    let errors = '';
    const finish = (status: number | string): void => {
      running = false;
      subscriber.next({ status, output, errors });
      subscriber.complete();
    };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    child.on('error', () => {
      finish('missing');
    });
    child.on('close', (code, signal) => {
      finish(code ?? signal ?? 'missing');
    });
    return () => {
      if (running && child.pid !== undefined) killGroup(child.pid);
    };
  });

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has just exited.
  }
}
