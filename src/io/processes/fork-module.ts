import { fork, type ChildProcess } from 'node:child_process';
import { defer, NEVER, Observable, tap } from 'rxjs';
import { engineFailed, MillraceError } from '../../core/index.ts';
import { alongside } from '../../flow/index.ts';
import { messageOf } from '../support/message-of.ts';
import { outputTail } from './output-tail.ts';
import { loaderArguments } from './own-module.ts';

/** Settings of {@link forkModule}. */
export interface ForkModuleConfig {
  /** The absolute path of the Millrace module to run. */
  readonly entry: string;
  /** Sent to the child as its first message. */
  readonly job: unknown;
  /** Environment variables in addition to those of this process. */
  readonly env: Readonly<Record<string, string>>;
  /** Messages to send to the child while it runs. */
  readonly commands$?: Observable<unknown>;
  /** Matches lines of the child's standard error to leave out of the error message. */
  readonly noise?: RegExp;
  /**
   * Names of environment variables that hold the number of an open file descriptor, such as `PMI_FD` of an MPI launcher: the
   * child receives the descriptor, and the variable its new number. By default none.
   */
  readonly inherits?: readonly string[];
}

/** The first descriptor after standard input, output, error and the channel. */
const FIRST_INHERITED = 4;

/**
 * Runs a module in a child process and emits its messages. Errors with EngineFailed, with the last lines of the child's
 * standard error, if the child fails; unsubscribing kills it. The child has no access to the terminal.
 */
export const forkModule = <A>({
  entry,
  job,
  env,
  commands$ = NEVER,
  noise,
  inherits = [],
}: ForkModuleConfig): Observable<A> =>
  defer(() => {
    const inherited = inherits.flatMap((name) => {
      const descriptor = process.env[name];
      return descriptor === undefined ? [] : [{ name, descriptor: Number(descriptor) }];
    });
    const numbers = inherited.map(({ name }, i) => [name, `${FIRST_INHERITED + i}`]);
    const child = fork(entry, [], {
      execArgv: [...loaderArguments()],
      env: { ...process.env, ...env, ...(Object.fromEntries(numbers) as Record<string, string>) },
      // In its own process group: the terminal's Ctrl-C reaches only this process, which decides how to stop the child.
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc', ...inherited.map(({ descriptor }) => descriptor)],
      // JSON has no NaN and no Infinity.
      serialization: 'advanced',
    });
    const send = (message: unknown): void => {
      if (child.connected) child.send(message as object);
    };
    send(job);
    return messagesOf<A>(child, noise).pipe(alongside(commands$.pipe(tap(send))));
  });

const messagesOf = <A>(child: ChildProcess, noise?: RegExp): Observable<A> =>
  new Observable((subscriber) => {
    const tail = outputTail(child.stderr, noise);
    child.on('message', (message) => {
      subscriber.next(message as A);
    });
    child.on('error', (cause) => {
      subscriber.error(failed('', `cannot be started: ${messageOf(cause)}`, tail()));
    });
    child.on('exit', (code, signal) => {
      if (code === 0) subscriber.complete();
      else if (signal === null) subscriber.error(failed('exit code 0', String(code), tail()));
      else subscriber.error(failed('', `killed by ${signal}`, tail()));
    });
    return () => {
      // It may be unable to react to another signal.
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    };
  });

const failed = (expected: string, received: string, tail: readonly string[]): MillraceError =>
  new MillraceError(
    engineFailed(
      'engine process',
      expected,
      [received, ...tail].join('\n  '),
      received.includes('SIGKILL') ? 'If memory ran out, use a smaller --batch-size or --size.' : '',
    ),
  );
