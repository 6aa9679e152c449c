/** The engine process: runs one command, writes its run folder, and sends its events to the terminal process. */
import {
  catchError,
  concat,
  concatMap,
  connect,
  defaultIfEmpty,
  defer,
  EMPTY,
  filter,
  fromEvent,
  identity,
  map,
  merge,
  of,
  pipe,
  shareReplay,
  take,
  Observable,
  takeUntil,
  type MonoTypeOperatorFunction,
} from 'rxjs';
import { engineCommands } from '../../pipelines/table.ts';
import {
  brokenInvariant,
  MillraceError,
  unexpectedFailure,
  type AnyCommand,
  type AppError,
  type Metric,
} from '../../src/core/index.ts';
import { pausable, runFolder, silentFolder, userError } from '../../src/io/index.ts';
import { metricOfLine, onMetrics } from '../../src/reports/index.ts';
import { runEnded } from '../../src/index.ts';
import { createWorld } from '../../src/world.ts';
import { captureOutput } from './captured-output.ts';
import { linkOf } from './link.ts';
import type { Job, Message } from './messages.ts';
import { loadOwnCommand } from './own-command.ts';
import { eventsOf, isOwnEvent } from './events-of.ts';
import { failing, failureCode, openedProcesses, type Processes } from './processes.ts';
import { recording } from './recording.ts';
import { signsOfLife } from './signs-of-life.ts';
import { withNotices } from './with-notices.ts';
import { stopSignals } from '../stop-signals.ts';

const { requests$, closed$, owner, send } = linkOf(process);

/** The exit code of the first signal to this process. */
const signalled$ = stopSignals(process).pipe(take(1), shareReplay({ bufferSize: 1, refCount: false }));

/** The last message of a run that did not fail. */
const ended$ = merge(signalled$.pipe(map((exitCode) => ({ exitCode }))), of({})).pipe(
  take(1),
  map((code): Message => ({ _tag: 'Ended', ...code })),
);

/**
 * A request to stop, the end of the terminal process, or a signal to this one, as a service manager sends it to all
 * processes: the run finishes its step and saves the model, so that nothing is lost. Replayed to late subscribers, because
 * the request may arrive before the run starts.
 */
const stop$ = merge(requests$.pipe(filter(({ _tag }) => _tag === 'Stop')), closed$, signalled$).pipe(
  shareReplay({ bufferSize: 1, refCount: false }),
);

/** If the terminal process ends, a paused run resumes: nothing else could resume it. */
const { paused$, now } = pausable(
  merge(
    requests$.pipe(concatMap((request) => (request._tag === 'Pause' ? of(request.paused) : []))),
    closed$.pipe(map(() => false)),
  ),
);

// In a stack trace, the user's command may be below many frames of RxJS.
Error.stackTraceLimit = 50;

stop$.subscribe();
paused$.subscribe();

/** Sends lines that a user's command prints to the process that owns the terminal. */
const output = captureOutput((line) => {
  send({ _tag: 'Printed', ...line });
});

/** Errors with any uncaught exception, e.g. of a timer or a promise in a user's command. */
const uncaught$ = fromEvent(process, 'uncaughtException').pipe(
  map((thrown): never => {
    throw (thrown as [unknown])[0];
  }),
);

/** Makes a stream of a user's code error with an uncaught exception, so that `recording` records the failure. */
const orUncaught = <A>(source: Observable<A>): Observable<A> => source.pipe(takeUntil(uncaught$));

/** Whether a thread of this process may still wait in MPI for other processes: then `process.exit` would wait for it. */
let isOpening = true;

requests$
  .pipe(
    filter((request) => request._tag === 'Job'),
    take(1),
    concatMap((job) => {
      const failed = (cause: unknown): Message => ({ _tag: 'Failed', error: toAppError(cause, job) });
      return openedProcesses({ library: job.mpi, env: process.env, stop$ }).pipe(
        defaultIfEmpty(null),
        concatMap((processes) => {
          if (processes === null) return ended$;
          isOpening = false;
          return concat(
            defer(() => messagesOf(job, processes)),
            processes.end$,
            ended$,
          ).pipe(failing(processes, failed));
        }),
        catchError((cause: unknown) => of(failed(cause))),
      );
    }),
    concatMap((message) => {
      if (message._tag !== 'Ended' && message._tag !== 'Failed') {
        send(message);
        return EMPTY;
      }
      // Sends an unfinished line before the last message.
      output[Symbol.dispose]();
      if (message._tag === 'Failed') process.exitCode = failureCode(process.env);
      return new Observable<never>((sent) => {
        send(message, () => {
          sent.complete();
        });
      });
    }),
  )
  .subscribe({
    complete: () => {
      if (isOpening) process.kill(process.pid, 'SIGKILL');
      process.exit();
    },
    error: () => process.exit(1),
  });

/** Runs a job and emits its messages. The sender has checked the options. */
function messagesOf(job: Job, collective: Processes): Observable<Message> {
  const { profile, every, keepsCheckpoints, resumes } = job;
  const isRecorded = collective.rank === 0;
  const folder = isRecorded
    ? runFolder({ path: job.runFolder, every, keepsCheckpoints, resumes, metricOfLine })
    : silentFolder(job.runFolder);
  const world = createWorld({
    ...{ runFolder: folder, stop$, paused$, now, profile, collective, weights: job.weights },
  });
  return orUncaught(commandOf(job)).pipe(
    concatMap((command) =>
      orUncaught(eventsOf(command, world, job.options)).pipe(
        command.trains === false ? takeUntil(stop$) : identity,
        onMetrics(
          pipe(endedEarly, withNotices(job.notices), isRecorded ? recording(command, job, folder) : identity),
        ),
      ),
    ),
    signsOfLife({ graceSeconds: job.graceSeconds, ...(owner === undefined ? {} : { owner }) }),
    map((event): Message => (isOwnEvent(event) ? event : { _tag: 'Event', event })),
  );
}

function commandOf({ command: name, file }: Job): Observable<AnyCommand> {
  if (file !== undefined) return loadOwnCommand(file);
  const entry = engineCommands.find((each) => each.name === name);
  if (entry === undefined) throw new MillraceError(brokenInvariant('runner', 'the name of a command', name));
  return defer((): Promise<AnyCommand> => entry.load());
}

/** Ends a run whose stream a user's code completed, for example with `takeWhile`, as stopped. */
const endedEarly: MonoTypeOperatorFunction<Metric> = connect((metrics: Observable<Metric>) =>
  metrics.pipe(runEnded({ now, stop$: metrics.pipe(take(1)) })),
);

const toAppError = (cause: unknown, { file }: Job): AppError => {
  const error = file === undefined ? null : userError(cause, { file, tag: 'PipelineFailed', expected: '' });
  if (error !== null) return error;
  if (cause instanceof MillraceError) return cause.detail;
  return unexpectedFailure('the run', cause);
};
