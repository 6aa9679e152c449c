import {
  distinctUntilChanged,
  filter,
  fromEvent,
  map,
  merge,
  share,
  shareReplay,
  startWith,
  Subject,
  takeUntil,
  tap,
  throttleTime,
  type Observable,
} from 'rxjs';
import { npmGone } from './npm-gone.ts';
import { stopSignals } from './stop-signals.ts';

/** The user's requests while a command runs, from keys and signals. */
export interface Controls {
  /** Emits each request to stop: the exit code, 128 plus the number of the signal. */
  readonly stop$: Observable<number>;
  /**
   * Emits whether the run is paused: the current value, then each change. While subscribed, Ctrl-Z is emitted too, before
   * it suspends this process, so that other processes can be paused.
   */
  readonly paused$: Observable<boolean>;
  /** Emits true before Ctrl-Z suspends this process, and false when it continues. */
  readonly suspended$: Observable<boolean>;
  /** Called for the keys of the dashboard: in raw mode, the terminal sends no signals for Ctrl-C and Ctrl-Z. */
  readonly suspend: () => void;
  readonly stop: () => void;
  readonly pause: (paused: boolean) => void;
}

/** The exit code for standard output that cannot be written: 128 plus the number of SIGPIPE. */
const CLOSED_PIPE = 141;

/** The exit code for a terminal that was closed, and for an npm that is gone: 128 plus the number of SIGHUP. */
const HANG_UP = 129;

/** Milliseconds within which several signals count as one request. */
const ONE_REQUEST_MS = 100;

/**
 * Returns the controls of a process. A closed pipe at standard output (`| head`) counts as a request to stop. Signals that
 * arrive together are one request: a service manager sends SIGTERM and SIGHUP, and npm repeats a signal. The shell and the
 * kernel each send SIGHUP for a terminal that was closed, so SIGHUP is never a second request.
 */
export function controlsOf(process: NodeJS.Process): Controls {
  const stopKey$ = new Subject<number>();
  const pauseKey$ = new Subject<boolean>();
  // Shared: otherwise the process would suspend itself, and have to be continued, once per subscriber.
  const suspended$ = merge(
    fromEvent(process, 'SIGTSTP').pipe(
      // Only after the subscribers have seen it.
      tap(() => setImmediate(() => process.kill(process.pid, 'SIGSTOP'))),
      map(() => true),
    ),
    fromEvent(process, 'SIGCONT').pipe(map(() => false)),
  ).pipe(share());
  const stop$ = merge(
    stopKey$,
    stopSignals(process).pipe(throttleTime(ONE_REQUEST_MS)),
    npmGone(process).pipe(map(() => HANG_UP)),
    fromEvent(process.stdout, 'error').pipe(map(() => CLOSED_PIPE)),
  ).pipe(
    // The error repeats for every line, and a terminal that was closed fails too: its SIGHUP is the request.
    filter((code, i) => (code !== CLOSED_PIPE && code !== HANG_UP) || i === 0),
    share(),
  );
  return {
    stop$,
    // A run that was asked to stop cannot be paused: it would wait forever.
    paused$: merge(pauseKey$.pipe(takeUntil(stop$)), suspended$).pipe(
      startWith(false),
      distinctUntilChanged(),
      shareReplay({ bufferSize: 1, refCount: true }),
    ),
    suspended$,
    suspend: () => {
      // To the whole group, as the terminal does for Ctrl-Z: the shell waits for npm, not for this process.
      process.kill(0, 'SIGTSTP');
    },
    stop: () => {
      stopKey$.next(130);
    },
    pause: (paused) => {
      pauseKey$.next(paused);
    },
  };
}
