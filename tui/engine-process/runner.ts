/** The engine process: runs one pipeline, writes its run folder, and sends its metrics to the terminal process. */
import { hostname } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import {
  catchError,
  concatMap,
  defer,
  endWith,
  filter,
  fromEvent,
  isObservable,
  map,
  merge,
  of,
  shareReplay,
  take,
  takeUntil,
  tap,
  type MonoTypeOperatorFunction,
  type Observable,
} from 'rxjs';
import { pipelines, showBatch, type ShowBatchOptions } from '../../pipelines/index.ts';
import {
  brokenInvariant,
  pipelineFailed,
  engineFailed,
  MillraceError,
  type AnyPipeline,
  type AppError,
  type Capabilities,
  type FileSink,
  type Metric,
} from '../../src/core/index.ts';
import {
  createCapabilities,
  folderSink,
  pausable,
  rasterize,
  thumbnail,
  userError,
} from '../../src/io/index.ts';
import {
  recorded,
  recordedEach,
  reportIn,
  tensorBoardFile,
  type RecordedConfig,
} from '../../src/reports/index.ts';
import { captureOutput } from './captured-output.ts';
import type { Job, Message, Task, ControlMessage } from './messages.ts';
import { loadOwnPipeline } from './own-pipeline.ts';

const requests$ = fromEvent(process, 'message').pipe(
  map((message) => (message as [Job | ControlMessage])[0]),
);

/**
 * A request to stop, or the end of the terminal process: the run finishes its step and saves the model, so that nothing
 * is lost. Replayed to late subscribers, because the request may arrive before the run starts.
 */
const stop$ = merge(
  requests$.pipe(filter(({ _tag }) => _tag === 'Stop')),
  fromEvent(process, 'disconnect'),
).pipe(shareReplay({ bufferSize: 1, refCount: false }));

/** If the terminal process ends, a paused run resumes: nothing else could resume it. */
const { paused$, now } = pausable(
  merge(
    requests$.pipe(concatMap((request) => (request._tag === 'Pause' ? of(request.paused) : []))),
    fromEvent(process, 'disconnect').pipe(map(() => false)),
  ),
);

// In a stack trace, the user's pipeline may be below many frames of RxJS.
Error.stackTraceLimit = 50;

stop$.subscribe();
paused$.subscribe();

/** Sends lines that a user's pipeline prints to the process that owns the terminal. */
const output = captureOutput((line) => {
  send({ _tag: 'Printed', ...line });
});

/** Errors with any uncaught exception, e.g. of a timer or a promise in a user's pipeline. */
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
      defer(() => messagesOf(job)).pipe(
        endWith({ _tag: 'Ended' } as const),
        catchError((cause: unknown) => of({ _tag: 'Failed', error: toAppError(cause, job.task) } as const)),
      ),
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
function messagesOf({ task, options, runFolder }: Job): Observable<Message> {
  const world = createCapabilities({
    runFolder,
    stop$,
    paused$,
    now,
    profile: task._tag === 'Run' && task.profile,
  });
  if (task._tag === 'ShowBatch')
    return orUncaught(showBatch(world, options as unknown as ShowBatchOptions)).pipe(
      map((file): Message => ({ _tag: 'PageSaved', file })),
      takeUntil(stop$),
    );
  return orUncaught(pipelineOf(task)).pipe(
    concatMap((pipeline) =>
      orUncaught(runOf(pipeline, world, options)).pipe(recording(pipeline, { task, options, runFolder })),
    ),
    map((metric): Message => ({ _tag: 'Metric', metric })),
  );
}

/** A user's JavaScript may return anything. */
function runOf(pipeline: AnyPipeline, world: Capabilities, options: Job['options']): Observable<Metric> {
  const metrics: unknown = pipeline.run(world, options as never);
  if (isObservable(metrics)) return metrics as Observable<Metric>;
  throw new MillraceError(
    pipelineFailed(
      `pipeline ${pipeline.name}`,
      'an Observable of metrics from its `run`',
      inspect(metrics, { depth: 0 }),
      'Return what `run(world, …)` of millrace returns.',
    ),
  );
}

type Run = Extract<Task, { readonly _tag: 'Run' }>;

function pipelineOf({ pipeline: name, file }: Run): Observable<AnyPipeline> {
  if (file !== undefined) return loadOwnPipeline(file);
  const pipeline = pipelines.find((each) => each.name === name);
  if (pipeline === undefined)
    throw new MillraceError(brokenInvariant('runner', 'the name of a pipeline', name));
  return of(pipeline);
}

/** Writes the files of the run folder except the model. */
function recording(
  { name, several }: AnyPipeline,
  { task, options, runFolder }: Pick<Job, 'options' | 'runFolder'> & { readonly task: Run },
): MonoTypeOperatorFunction<Metric> {
  const sink = folderSink(runFolder);
  const config = { pipeline: task.file ?? name, ...options };
  const alsoOf = (folder: FileSink): NonNullable<RecordedConfig['also']> => [
    reportIn(folder, { thumbnail, rasterize }),
    ...(task.tensorBoard
      ? [tensorBoardFile({ sink: folder, host: hostname(), wallTime: () => Date.now() / 1000 })]
      : []),
  ];
  return several === true
    ? recordedEach({ sinkOf: (each) => folderSink(join(runFolder, each)), alsoOf, sink, config })
    : recorded(sink, { pipeline: task.file ?? name, also: alsoOf(sink) });
}

function send(message: Message, onSent: () => void = () => undefined): void {
  if (process.connected) process.send?.(message, undefined, undefined, onSent);
  else onSent();
}

const toAppError = (cause: unknown, task: Task): AppError => {
  const file = task._tag === 'Run' ? task.file : undefined;
  const error =
    file === undefined
      ? null
      : userError(cause, { file, tag: 'PipelineFailed', expected: 'a pipeline that runs' });
  if (error !== null) return error;
  if (cause instanceof MillraceError) return cause.detail;
  return engineFailed(
    'the run',
    'no exception',
    cause instanceof Error ? (cause.stack ?? cause.message) : String(cause),
    'This is a bug in Millrace or in the engine; please report it with the text above.',
  );
};
