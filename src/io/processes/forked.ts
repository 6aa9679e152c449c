import { fork, type ChildProcess } from 'node:child_process';
import { defer, NEVER, Observable, tap } from 'rxjs';
import { engineFailed, MillraceError } from '../../core/index.ts';
import { alongside } from '../../flow/index.ts';
import { loaderArguments } from './own-module.ts';

export interface ForkedConfig {
  /** The module of Millrace's that runs, absolute. */
  readonly entry: string;
  /** Sent to it as its first message. */
  readonly job: unknown;
  /** Variables on top of this process's own. */
  readonly env: Readonly<Record<string, string>>;
  /** Sent to it as they come, while it runs. */
  readonly commands$?: Observable<unknown>;
  /** Lines of its standard error that say nothing of why it failed. */
  readonly noise?: RegExp;
}

const TAIL_LINES = 12;

/**
 * The messages of a child process, from its start to its end. Errors with EngineFailed, with the end of what the child
 * wrote to its standard error, if it does not end well; unsubscribing ends it. What it prints reaches no terminal.
 */
export const forked = <A>({ entry, job, env, commands$ = NEVER, noise }: ForkedConfig): Observable<A> =>
  defer(() => {
    const child = fork(entry, [], {
      execArgv: [...loaderArguments()],
      env: { ...process.env, ...env },
      // A group of its own: the terminal's Ctrl-C reaches this process only, which says what becomes of the child.
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'json',
    });
    const send = (message: unknown): void => {
      if (child.connected) child.send(message as object);
    };
    send(job);
    return messagesOf<A>(child, noise).pipe(alongside(commands$.pipe(tap(send))));
  });

const messagesOf = <A>(child: ChildProcess, noise?: RegExp): Observable<A> =>
  new Observable((subscriber) => {
    let tail: string[] = [];
    const tells = (line: string): boolean => line.trim() !== '' && noise?.test(line) !== true;
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      tail = [...tail, ...text.split('\n').filter(tells)].slice(-TAIL_LINES);
    });
    child.on('message', (message) => {
      subscriber.next(message as A);
    });
    child.on('error', (cause) => {
      subscriber.error(failed(`it could not be started: ${cause.message}`, tail));
    });
    child.on('exit', (code, signal) => {
      if (code === 0) subscriber.complete();
      else subscriber.error(failed(signal === null ? `exit code ${code}` : `killed by ${signal}`, tail));
    });
    return () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    };
  });

const failed = (received: string, tail: readonly string[]): MillraceError =>
  new MillraceError(
    engineFailed(
      "the engine's process",
      'that it ends by itself',
      [received, ...tail].join('\n  '),
      received.includes('SIGKILL')
        ? 'If memory ran out: take a smaller --batch-size or --size.'
        : 'What it wrote last is above.',
    ),
  );
