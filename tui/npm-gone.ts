import { defer, EMPTY, filter, interval, map, take, type Observable } from 'rxjs';

const EVERY_MS = 1000;

/**
 * Emits when npm, which started this process, is gone, and completes: by SIGKILL it ends without passing a signal on. Empty
 * for a process that npm did not start, and for a detached one, which outlives its parent.
 */
export const npmGone = (process: NodeJS.Process): Observable<void> =>
  defer(() => {
    const { env, connected, ppid } = process;
    return env['npm_lifecycle_event'] === undefined || connected
      ? EMPTY
      : interval(EVERY_MS).pipe(
          filter(() => process.ppid !== ppid),
          take(1),
          map(() => undefined),
        );
  });
