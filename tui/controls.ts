import {
  defer,
  distinctUntilChanged,
  filter,
  fromEvent,
  map,
  merge,
  share,
  shareReplay,
  startWith,
  Subject,
  tap,
  type Observable,
} from 'rxjs';

/** What the person asks for while something is under way, by keys and by signals. */
export interface Controls {
  /** To stop, each time; the number of the signal makes the exit code. */
  readonly stop$: Observable<number>;
  /** Whether to rest, now and whenever that changes. Who listens makes Ctrl-Z rest what goes on in other processes. */
  readonly paused$: Observable<boolean>;
  /** The dashboard's keys: there Ctrl-C is no signal, as the terminal is in raw mode. */
  readonly stop: () => void;
  readonly pause: (paused: boolean) => void;
}

/** The controls of this process. A reader of its output that goes away (`| head`) asks to stop. */
export function controlsOf(process: NodeJS.Process): Controls {
  const stopKey$ = new Subject<number>();
  const pauseKey$ = new Subject<boolean>();
  const suspended$ = defer(() =>
    merge(
      fromEvent(process, 'SIGTSTP').pipe(
        // After whoever listens has passed it on.
        tap(() => setImmediate(() => process.kill(process.pid, 'SIGSTOP'))),
        map(() => true),
      ),
      fromEvent(process, 'SIGCONT').pipe(map(() => false)),
    ),
  );
  return {
    stop$: merge(
      stopKey$,
      fromEvent(process, 'SIGINT').pipe(map(() => 130)),
      fromEvent(process, 'SIGTERM').pipe(map(() => 143)),
      fromEvent(process.stdout, 'error').pipe(
        // It says so at every line.
        filter((_, i) => i === 0),
        map(() => 141),
      ),
    ).pipe(share()),
    paused$: merge(pauseKey$, suspended$).pipe(
      startWith(false),
      distinctUntilChanged(),
      // Once, however many listen: who stops itself twice needs to be woken twice.
      shareReplay({ bufferSize: 1, refCount: true }),
    ),
    stop: () => {
      stopKey$.next(130);
    },
    pause: (paused) => {
      pauseKey$.next(paused);
    },
  };
}
