/**
 * The engine's process: runs one pipeline, writes its run folder, and sends its metrics to the process that owns the
 * terminal.
 */
import { join } from 'node:path';
import { defer, filter, fromEvent, map, merge, shareReplay, takeUntil, type Observable } from 'rxjs';
import { pipelines, showBatch, type ShowBatchOptions } from '../pipelines/index.ts';
import { MillraceError, type AppError } from '../src/core/index.ts';
import { createCapabilities, folderSink } from '../src/io/index.ts';
import { recorded, recordedEach } from '../src/reports/index.ts';
import type { Job, Message, Stop } from './messages.ts';

/**
 * Asked to stop, or the terminal's process is gone: the step under way is finished and the model saved, so that nothing
 * is lost. Later subscribers are told too: a run may be asked to stop before it begins.
 */
const stop$ = merge(
  fromEvent(process, 'message').pipe(
    map((message) => (message as [Stop | Job])[0]),
    filter((message) => '_tag' in message),
  ),
  fromEvent(process, 'disconnect'),
).pipe(shareReplay({ bufferSize: 1, refCount: false }));
stop$.subscribe();

process.once('message', (message) => {
  defer(() => messagesOf(message as Job)).subscribe({
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
});

/** What a job tells while it is done. Its options were checked by whoever sent it. */
function messagesOf({ task, options, runFolder }: Job): Observable<Message> {
  const world = createCapabilities({ runFolder, stop$ });
  if (task._tag === 'ShowBatch')
    return showBatch(world, options as unknown as ShowBatchOptions).pipe(
      map((file): Message => ({ _tag: 'Drawn', file })),
      takeUntil(stop$),
    );
  const pipeline = pipelines.find(({ name }) => name === task.pipeline);
  if (pipeline === undefined) throw new Error(`no pipeline named ${task.pipeline}`);
  const sink = folderSink(runFolder);
  const record =
    pipeline.several === true
      ? recordedEach({ sinkOf: (name) => folderSink(join(runFolder, name)), sink })
      : recorded(sink);
  return pipeline.run(world, options as never).pipe(
    record,
    map((metric): Message => ({ _tag: 'Metric', metric })),
  );
}

function send(message: Message, sent: () => void = () => undefined): void {
  if (process.connected) process.send?.(message, undefined, undefined, sent);
  else sent();
}

const asAppError = (cause: unknown): AppError =>
  cause instanceof MillraceError
    ? cause.detail
    : {
        _tag: 'EngineFailed',
        where: 'the run',
        expected: 'that it goes on',
        received: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause),
        advice: 'This is a bug of Millrace or out of its reach; please report it with the text above.',
      };
