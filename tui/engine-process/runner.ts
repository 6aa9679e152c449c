/** The engine process: runs one command, writes its run folder, and sends its events to the terminal process. */
import { hostname } from 'node:os';
import {
  catchError,
  concat,
  concatMap,
  connect,
  defer,
  filter,
  fromEvent,
  identity,
  map,
  merge,
  of,
  pipe,
  shareReplay,
  take,
  takeUntil,
  tap,
  type MonoTypeOperatorFunction,
  type Observable,
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
import { pausable, rasterize, runFolder, thumbnail, userError, type RunFolder } from '../../src/io/index.ts';
import {
  metricOfLine,
  onMetrics,
  recorded,
  recordedEach,
  reportIn,
  tensorBoardFile,
  type RecordedConfig,
} from '../../src/reports/index.ts';
import { runEnded } from '../../src/index.ts';
import { createWorld } from '../../src/world.ts';
import { captureOutput } from './captured-output.ts';
import type { Job, Message, ControlMessage } from './messages.ts';
import { loadOwnCommand } from './own-command.ts';
import { eventsOf, isOwnEvent } from './events-of.ts';
import { signsOfLife } from './signs-of-life.ts';
import { withNotices } from './with-notices.ts';
import { runArguments } from '../run-arguments.ts';
import { stopSignals } from '../stop-signals.ts';

const requests$ = fromEvent(process, 'message').pipe(
  map((message) => (message as [Job | ControlMessage])[0]),
);

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
const stop$ = merge(
  requests$.pipe(filter(({ _tag }) => _tag === 'Stop')),
  fromEvent(process, 'disconnect'),
  signalled$,
).pipe(shareReplay({ bufferSize: 1, refCount: false }));

/** If the terminal process ends, a paused run resumes: nothing else could resume it. */
const { paused$, now } = pausable(
  merge(
    requests$.pipe(concatMap((request) => (request._tag === 'Pause' ? of(request.paused) : []))),
    fromEvent(process, 'disconnect').pipe(map(() => false)),
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

requests$
  .pipe(
    filter((request) => request._tag === 'Job'),
    take(1),
    concatMap((job) =>
      concat(
        defer(() => messagesOf(job)),
        ended$,
      ).pipe(catchError((cause: unknown) => of({ _tag: 'Failed', error: toAppError(cause, job) } as const))),
    ),
    // Sends an unfinished line before the last message.
    tap(({ _tag }) => {
      if (_tag === 'Ended' || _tag === 'Failed') output[Symbol.dispose]();
    }),
  )
  .subscribe({
    next: (message) => {
      const isLast = message._tag === 'Ended' || message._tag === 'Failed';
      send(message, isLast ? () => process.exit(0) : undefined);
    },
    error: () => process.exit(1),
  });

/** Runs a job and emits its messages. The sender has checked the options. */
function messagesOf(job: Job): Observable<Message> {
  const { profile, every, keepsCheckpoints, resumes } = job;
  const folder = runFolder({ path: job.runFolder, every, keepsCheckpoints, resumes, metricOfLine });
  const world = createWorld({ runFolder: folder, stop$, paused$, now, profile, weights: job.weights });
  return orUncaught(commandOf(job)).pipe(
    concatMap((command) =>
      orUncaught(eventsOf(command, world, job.options)).pipe(
        command.trains === false ? takeUntil(stop$) : identity,
        onMetrics(pipe(endedEarly, withNotices(job.notices), recording(command, job, folder))),
      ),
    ),
    signsOfLife({ graceSeconds: job.graceSeconds }),
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

/** Writes the files of the run folder except the model and the checkpoints. */
function recording(
  { name, several }: AnyCommand,
  { file, options, tensorBoard, settings }: Job,
  folder: RunFolder,
): MonoTypeOperatorFunction<Metric> {
  const pipeline = file ?? name;
  const configOf = (each: RunFolder): RecordedConfig => {
    const { isRecorded, completed, eventFile } = each;
    const wallTime = () => Date.now() / 1000;
    return {
      isRecorded,
      completed,
      settings,
      also: [
        reportIn(each, {
          thumbnail,
          rasterize,
          run: runArguments({ folder: each.path, configured: folder.path, pipeline }),
        }),
        ...(tensorBoard
          ? [tensorBoardFile({ sink: each, host: hostname(), wallTime, isRecorded, earlierFile: eventFile })]
          : []),
      ],
    };
  };
  return several === true
    ? recordedEach({
        sinkOf: folder.within,
        configOf: (each) => configOf(folder.within(each)),
        sink: folder,
        config: { pipeline, ...options, ...settings },
      })
    : recorded(folder, { pipeline, ...configOf(folder) });
}

function send(message: Message, onSent: () => void = () => undefined): void {
  if (process.connected) process.send?.(message, undefined, undefined, onSent);
  else onSent();
}

const toAppError = (cause: unknown, { file }: Job): AppError => {
  const error = file === undefined ? null : userError(cause, { file, tag: 'PipelineFailed', expected: '' });
  if (error !== null) return error;
  if (cause instanceof MillraceError) return cause.detail;
  return unexpectedFailure('the run', cause);
};
