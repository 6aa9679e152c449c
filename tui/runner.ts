/**
 * The engine's process: runs one pipeline, writes its run folder, and sends its metrics to the process that owns the
 * terminal.
 */
import { hostname } from 'node:os';
import { join } from 'node:path';
import {
  concatMap,
  defer,
  distinctUntilChanged,
  filter,
  fromEvent,
  map,
  merge,
  of,
  shareReplay,
  startWith,
  take,
  takeUntil,
  tap,
  type MonoTypeOperatorFunction,
  type Observable,
} from 'rxjs';
import { pipelines, showBatch, type ShowBatchOptions } from '../pipelines/index.ts';
import { MillraceError, type AnyPipeline, type AppError, type Metric } from '../src/core/index.ts';
import { createCapabilities, folderSink, pausableClock, rasterized, thumbnail } from '../src/io/index.ts';
import {
  recorded,
  recordedEach,
  reportIn,
  tensorBoardFile,
  type FileSink,
  type RecordedConfig,
} from '../src/reports/index.ts';
import { capturedOutput } from './captured-output.ts';
import type { Job, Message, Task, Wish } from './messages.ts';
import { ownError } from './own-error.ts';
import { ownPipeline } from './own-pipeline.ts';

const asked$ = fromEvent(process, 'message').pipe(map((message) => (message as [Job | Wish])[0]));

/**
 * Asked to stop, or the terminal's process is gone: the step under way is finished and the model saved, so that nothing
 * is lost. Later subscribers are told too: a run may be asked to stop before it begins.
 */
const stop$ = merge(
  asked$.pipe(filter(({ _tag }) => _tag === 'Stop')),
  fromEvent(process, 'disconnect'),
).pipe(shareReplay({ bufferSize: 1, refCount: false }));

const clock = pausableClock();

/** Whether to rest; the clock rests with the run. Who is gone cannot say that it is to go on. */
const paused$ = merge(
  asked$.pipe(concatMap((asked) => (asked._tag === 'Pause' ? of(asked.paused) : []))),
  fromEvent(process, 'disconnect').pipe(map(() => false)),
).pipe(
  startWith(false),
  distinctUntilChanged(),
  tap((paused) => {
    if (paused) clock.pause();
    else clock.resume();
  }),
  shareReplay({ bufferSize: 1, refCount: false }),
);

// A frame of a user's pipeline may lie below many of RxJS.
Error.stackTraceLimit = 50;

stop$.subscribe();
paused$.subscribe();

// What a user's pipeline prints reaches the terminal through the process that owns it. As long as this process lives.
capturedOutput((line) => {
  send({ _tag: 'Said', ...line });
});

asked$
  .pipe(
    filter((asked) => asked._tag === 'Job'),
    take(1),
    concatMap((job) => defer(() => messagesOf(job))),
  )
  .subscribe({
    next: (each) => {
      send(each);
    },
    error: (cause: unknown) => {
      send({ _tag: 'Failed', error: asAppError(cause) }, () => process.exit(0));
    },
    complete: () => {
      send({ _tag: 'Ended' }, () => process.exit(0));
    },
  });

/** What a job tells while it is done. Its options were checked by whoever sent it. */
function messagesOf({ task, options, runFolder }: Job): Observable<Message> {
  const world = createCapabilities({
    runFolder,
    stop$,
    paused$,
    now: clock.now,
    profile: task._tag === 'Run' && task.profile,
  });
  if (task._tag === 'ShowBatch')
    return showBatch(world, options as unknown as ShowBatchOptions).pipe(
      map((file): Message => ({ _tag: 'Drawn', file })),
      takeUntil(stop$),
    );
  return pipelineOf(task).pipe(
    concatMap((pipeline) =>
      pipeline.run(world, options as never).pipe(recording(pipeline, { task, options, runFolder })),
    ),
    map((metric): Message => ({ _tag: 'Metric', metric })),
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

const asAppError = (cause: unknown): AppError =>
  ownError(cause) ??
  (cause instanceof MillraceError
    ? cause.detail
    : {
        _tag: 'EngineFailed',
        where: 'the run',
        expected: 'that it goes on',
        received: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause),
        advice: 'This is a bug of Millrace or out of its reach; please report it with the text above.',
      });
