/**
 * The engine's process: runs one pipeline, writes its run folder, and sends its metrics to the process that owns the
 * terminal.
 */
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
  pipelineFailed,
  engineFailed,
  MillraceError,
  type AnyPipeline,
  type AppError,
  type Capabilities,
  type Metric,
} from '../../src/core/index.ts';
import {
  createCapabilities,
  folderSink,
  pausable,
  rasterized,
  thumbnail,
  userError,
} from '../../src/io/index.ts';
import {
  recorded,
  recordedEach,
  reportIn,
  tensorBoardFile,
  type FileSink,
  type RecordedConfig,
} from '../../src/reports/index.ts';
import { capturedOutput } from './captured-output.ts';
import type { Job, Message, Task, ControlMessage } from './messages.ts';
import { ownPipeline } from './own-pipeline.ts';

const asked$ = fromEvent(process, 'message').pipe(map((message) => (message as [Job | ControlMessage])[0]));

/**
 * Asked to stop, or the terminal's process is gone: the step under way is finished and the model saved, so that nothing
 * is lost. Later subscribers are told too: a run may be asked to stop before it begins.
 */
const stop$ = merge(
  asked$.pipe(filter(({ _tag }) => _tag === 'Stop')),
  fromEvent(process, 'disconnect'),
).pipe(shareReplay({ bufferSize: 1, refCount: false }));

/** Without the terminal's process nobody could resume. */
const { paused$, now } = pausable(
  merge(
    asked$.pipe(concatMap((asked) => (asked._tag === 'Pause' ? of(asked.paused) : []))),
    fromEvent(process, 'disconnect').pipe(map(() => false)),
  ),
);

// The frame of a user's pipeline may lie below many frames of RxJS.
Error.stackTraceLimit = 50;

stop$.subscribe();
paused$.subscribe();

/** What a user's pipeline prints reaches the terminal through the process that owns it. */
const output = capturedOutput((line) => {
  send({ _tag: 'Said', ...line });
});

/** Errors with an exception that nobody caught, e.g. of a timer or a promise in a user's pipeline. */
const uncaught$ = fromEvent(process, 'uncaughtException').pipe(
  map((thrown): never => {
    throw (thrown as [unknown])[0];
  }),
);

/** Wraps streams that may run a user's code, so that `recording` sees their errors. */
const orUncaught = <A>(source: Observable<A>): Observable<A> => source.pipe(takeUntil(uncaught$));

asked$
  .pipe(
    filter((asked) => asked._tag === 'Job'),
    take(1),
    concatMap((job) =>
      defer(() => messagesOf(job)).pipe(
        endWith({ _tag: 'Ended' } as const),
        catchError((cause: unknown) => of({ _tag: 'Failed', error: asAppError(cause, job.task) } as const)),
      ),
    ),
    // A line without an end comes before the last word.
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

/** What a job tells while it is done. Its options were checked by whoever sent it. */
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
      map((file): Message => ({ _tag: 'Drawn', file })),
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
  if (file !== undefined) return ownPipeline(file);
  const pipeline = pipelines.find((each) => each.name === name);
  if (pipeline === undefined) throw new Error(`no pipeline named ${name}`);
  return of(pipeline);
}

/** Everything that a run writes about itself. */
function recording(
  { name, several }: AnyPipeline,
  { task, options, runFolder }: Pick<Job, 'options' | 'runFolder'> & { readonly task: Run },
): MonoTypeOperatorFunction<Metric> {
  const sink = folderSink(runFolder);
  const config = { pipeline: task.file ?? name, ...options };
  const alsoOf = (folder: FileSink): NonNullable<RecordedConfig['also']> => [
    reportIn(folder, { thumbnail, rasterized }),
    ...(task.tensorBoard
      ? [tensorBoardFile({ sink: folder, host: hostname(), wallTime: () => Date.now() / 1000 })]
      : []),
  ];
  return several === true
    ? recordedEach({ sinkOf: (each) => folderSink(join(runFolder, each)), alsoOf, sink, config })
    : recorded(sink, { pipeline: task.file ?? name, also: alsoOf(sink) });
}

function send(message: Message, sent: () => void = () => undefined): void {
  if (process.connected) process.send?.(message, undefined, undefined, sent);
  else sent();
}

const asAppError = (cause: unknown, task: Task): AppError => {
  const file = task._tag === 'Run' ? task.file : undefined;
  const ofUser =
    file === undefined
      ? null
      : userError(cause, { file, tag: 'PipelineFailed', expected: 'a pipeline that runs' });
  if (ofUser !== null) return ofUser;
  if (cause instanceof MillraceError) return cause.detail;
  return engineFailed(
    'the run',
    'no exception',
    cause instanceof Error ? (cause.stack ?? cause.message) : String(cause),
    'This is a bug of Millrace or out of its reach; please report it with the text above.',
  );
};
