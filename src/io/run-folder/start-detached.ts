import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { constants } from 'node:os';
import { defer, map, Observable } from 'rxjs';
import { engineFailed, MillraceError } from '../../core/index.ts';
import { alongside } from '../../flow/index.ts';
import { loaderArguments } from '../processes/own-module.ts';
import { messageOf } from '../support/message-of.ts';
import { toWriteFailed } from '../support/or-write-failed.ts';
import type { ClaimedFolder } from './claimed-folder.ts';

/** Settings of {@link startDetached}. */
export interface DetachedConfig {
  /** The absolute path of the Millrace module to run. */
  readonly entry: string;
  readonly args: readonly string[];
  /** The folder that is handed over: it is released, so that the new process can claim it. */
  readonly folder: ClaimedFolder;
  /** The file in that folder to which standard output and standard error are appended. */
  readonly log: string;
  /** Requests to stop before it has begun: the first ends it by SIGTERM, the second by SIGKILL. */
  readonly stop$: Observable<unknown>;
}

/** How a detached process started: it has begun its work, or has exited before. */
export type DetachedStart =
  | { readonly _tag: 'Begun'; readonly pid: number }
  /** A signal counts as 128 plus its number. */
  | { readonly _tag: 'Exited'; readonly code: number };

/**
 * Runs a module in a session of its own, without a terminal, so that it outlives this process and its terminal. Emits once:
 * when the module calls {@link reportBegun}, or when it exits before that.
 *
 * Errors with WriteFailed if the log cannot be written, and with EngineFailed if the process cannot be started.
 */
export const startDetached = ({
  entry,
  args,
  folder,
  log,
  stop$,
}: DetachedConfig): Observable<DetachedStart> =>
  defer(() => {
    const output = openLog(log);
    folder[Symbol.dispose]();
    const child = spawn(process.execPath, [...loaderArguments(), entry, ...args], {
      detached: true,
      stdio: ['ignore', output, output, 'ipc'],
    });
    closeSync(output);
    return startOf(child).pipe(
      alongside(stop$.pipe(map((_, i) => child.kill(i === 0 ? 'SIGTERM' : 'SIGKILL')))),
    );
  });

const startOf = (child: ChildProcess): Observable<DetachedStart> =>
  new Observable((subscriber) => {
    const emit = (start: DetachedStart): void => {
      subscriber.next(start);
      subscriber.complete();
    };
    child.once('message', () => {
      leave(child);
      emit({ _tag: 'Begun', pid: child.pid ?? 0 });
    });
    child.once('error', (cause) => {
      const error = engineFailed('detached process', '', `cannot be started: ${messageOf(cause)}`);
      subscriber.error(new MillraceError(error, { cause }));
    });
    child.once('exit', (code, signal) => {
      emit({ _tag: 'Exited', code: code ?? 128 + (signal === null ? 0 : constants.signals[signal]) });
    });
  });

/** Tells the process that started this one by {@link startDetached}, if there is one, that the work has begun. */
export function reportBegun(): void {
  // That process may be gone.
  if (process.connected) process.send?.('begun', undefined, undefined, () => undefined);
}

/** Lets this process exit before the child. */
function leave(child: ChildProcess): void {
  child.removeAllListeners();
  child.disconnect();
  child.unref();
}

function openLog(path: string): number {
  try {
    return openSync(path, 'a');
  } catch (cause) {
    throw toWriteFailed(cause, path);
  }
}
