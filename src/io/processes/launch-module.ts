import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import {
  concat,
  concatMap,
  connect,
  defer,
  finalize,
  last,
  merge,
  NEVER,
  Observable,
  takeUntil,
  tap,
  throwError,
  timer,
} from 'rxjs';
import { engineFailed, MillraceError, processLost } from '../../core/index.ts';
import { alongside } from '../../flow/index.ts';
import { messageOf } from '../support/message-of.ts';
import type { ForkModuleConfig } from './fork-module.ts';
import { LINK, LINK_PID, linkServer, type LinkEvent } from './link-server.ts';
import { outputTail } from './output-tail.ts';
import { loaderArguments } from './own-module.ts';

/** Settings of {@link launchModule}. */
export interface LaunchModuleConfig extends Omit<ForkModuleConfig, 'inherits'> {
  /** The number of processes. */
  readonly processes: number;
  readonly launcher: Launcher;
}

/** How to start an MPI launcher, and how to end it. */
export interface Launcher {
  readonly path: string;
  /** Its arguments, which the program follows. */
  readonly args: readonly string[];
  /** The signal at which it ends at once, with all processes. */
  readonly killSignal: NodeJS.Signals;
}

/**
 * Runs a module in several processes, which an MPI launcher of this machine starts, and emits the messages of process 0.
 * Each process receives the job; the commands go to process 0, when it has connected. Another process sends a message only if
 * it fails: the message is emitted when the launcher ends.
 *
 * Errors with ProcessLost, which names the process, if one is killed, and with EngineFailed, with the last lines of output,
 * if the launcher fails. Unsubscribing kills all of them. The processes have no access to the terminal.
 */
export const launchModule = <A>(config: LaunchModuleConfig): Observable<A> =>
  defer(() => {
    const { job, commands$ = NEVER, processes } = config;
    // A socket: launchers cut the output of several processes into pieces, and end a process that reads its input slowly.
    const folder = mkdtempSync(join(tmpdir(), 'millrace-'));
    const members = new Map<number, Member>();
    const lost: number[] = [];
    const failures: A[] = [];
    const early: unknown[] = [];
    const noted = (event: LinkEvent): readonly A[] => {
      switch (event._tag) {
        case 'Connected':
          members.set(event.hello.rank, { pid: event.hello.pid, send: event.send });
          event.send(job);
          if (event.hello.rank === 0) early.forEach((command) => event.send(command));
          return [];
        case 'Closed':
          members.delete(event.rank);
          lost.push(event.rank);
          return [];
        case 'Message':
          if (event.rank === 0) return [event.message as A];
          failures.push(event.message as A);
          return [];
      }
    };
    const links$ = linkServer(join(folder, 'link')).pipe(concatMap(noted));
    const launcher$ = launched(config, join(folder, 'link')).pipe(
      concatMap((end) =>
        end.code === 0
          ? failures
          : // The connections of processes that are gone end at the same time.
            timer(CLOSING_MS).pipe(
              concatMap(() =>
                concat(
                  failures,
                  throwError(() => failureOf(end, lost[0], processes)),
                ),
              ),
            ),
      ),
    );
    return launcher$.pipe(
      connect((ended) => merge(ended, links$.pipe(takeUntil(ended.pipe(last(null, null)))))),
      alongside(
        commands$.pipe(
          tap((command) => {
            const first = members.get(0);
            if (first === undefined) early.push(command);
            else first.send(command);
          }),
        ),
      ),
      finalize(() => {
        // Open MPI's processes survive their launcher.
        for (const { pid } of members.values()) kill(pid);
        rmSync(folder, { recursive: true, force: true });
      }),
    );
  });

/** Milliseconds in which the ends of connections are noticed. */
const CLOSING_MS = 300;

/** A process that is connected. */
interface Member {
  readonly pid: number;
  readonly send: (message: unknown) => void;
}

/** How a launcher ended. */
interface LauncherEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly name: string;
  /** The last lines of its standard output and of the standard error of all. */
  readonly output: readonly string[];
  readonly errors: readonly string[];
}

/** Starts the launcher, and emits its end. Unsubscribing kills it. */
const launched = (
  { entry, env, noise, launcher: { path, args, killSignal } }: LaunchModuleConfig,
  link: string,
): Observable<LauncherEnd> =>
  new Observable((subscriber) => {
    const name = basename(path);
    const child = spawn(path, [...args, process.execPath, ...loaderArguments(), entry], {
      env: { ...process.env, ...env, [LINK]: link, [LINK_PID]: `${process.pid}` },
      // In its own process group, as a forked module is.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [output, errors] = [outputTail(child.stdout), outputTail(child.stderr, noise)];
    child.on('error', (cause) => {
      subscriber.error(new MillraceError(engineFailed(name, '', `cannot be started: ${messageOf(cause)}`)));
    });
    child.on('close', (code, signal) => {
      subscriber.next({ code, signal, name, output: output(), errors: errors() });
      subscriber.complete();
    });
    return () => {
      if (child.exitCode === null && child.signalCode === null) child.kill(killSignal);
    };
  });

/** Returns the failure of a process whose connection was the first to end, or of the launcher. */
function failureOf(
  { code, signal, name, output, errors }: LauncherEnd,
  rank: number | undefined,
  processes: number,
): MillraceError {
  const withTail = (received: string, lines: readonly string[]): string => [received, ...lines].join('\n  ');
  if (signal !== null)
    return new MillraceError(engineFailed(name, '', withTail(`killed by ${signal}`, errors)));
  // It says so if it ends because of a process.
  if (errors.length === 0 && output.length === 0)
    return new MillraceError(
      engineFailed(
        name,
        'exit code 0',
        `${code}, without a message`,
        'It may have been stopped from outside. `resume` continues from the last checkpoint.',
      ),
    );
  if (rank === undefined)
    return new MillraceError(
      engineFailed(name, 'exit code 0', withTail(String(code), [...errors, ...output])),
    );
  const killer = signalIn([...output, ...errors].join('\n'));
  return new MillraceError(
    processLost(
      `process ${rank + 1} of ${processes}`,
      '',
      withTail(
        killer === null ? `ended with exit code ${code}` : `killed by ${killer}`,
        errors.filter((line) => !REPORT.test(line)),
      ),
      `${killer === 'SIGKILL' ? 'If memory ran out, use fewer --processes or a smaller --batch-size or --size. ' : ''}\`resume\` continues from the last checkpoint.`,
    ),
  );
}

/** What Open MPI's launcher says about a process that ended. */
const REPORT =
  /^-+$|noticed that process rank|^(exited on )?signal \d+ \(|^Primary job +terminated|^a non-zero exit code|job to be terminated/;

/** Returns the signal that a launcher names: `Killed (signal 9)`, `exited on signal 9 (Killed)`; null for none. */
function signalIn(text: string): string | null {
  const [, number] = /\bsignal (\d+)\b/.exec(text) ?? [];
  const found = Object.entries(constants.signals).find(([, each]) => each === Number(number));
  return found?.[0] ?? null;
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has just ended.
  }
}
