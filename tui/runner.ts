/**
 * The engine's process: runs one pipeline, writes its run folder, and sends its metrics to the process that owns the
 * terminal.
 */
import { join } from 'node:path';
import { filter, fromEvent, map, shareReplay } from 'rxjs';
import { pipelines } from '../pipelines/index.ts';
import { MillraceError, type AppError } from '../src/core/index.ts';
import { createCapabilities, folderSink } from '../src/io/index.ts';
import { recorded, recordedEach } from '../src/reports/index.ts';
import type { Job, Message, Stop } from './messages.ts';

// The terminal sends Ctrl-C to both processes; its owner decides what happens.
process.on('SIGINT', () => undefined);
// The terminal's process is gone: what was done is in the run folder.
process.on('disconnect', () => process.exit(1));

/** Later subscribers are told too: a run may be asked to stop before it begins. */
const stop$ = fromEvent(process, 'message').pipe(
  map((message) => (message as [Stop | Job])[0]),
  filter((message) => '_tag' in message),
  shareReplay({ bufferSize: 1, refCount: false }),
);
stop$.subscribe();

process.once('message', (message) => {
  const { pipeline, options, runFolder } = message as Job;
  const chosen = pipelines.find(({ name }) => name === pipeline);
  if (chosen === undefined) throw new Error(`no pipeline named ${pipeline}`);
  const metrics = chosen.run(createCapabilities({ runFolder, stop$ }), options as never);
  const sink = folderSink(runFolder);
  const record =
    chosen.several === true
      ? recordedEach({ sinkOf: (name) => folderSink(join(runFolder, name)), sink })
      : recorded(sink);
  metrics.pipe(record).subscribe({
    next: (metric) => {
      send({ _tag: 'Metric', metric });
    },
    error: (cause: unknown) => {
      send({ _tag: 'Failed', error: asAppError(cause) }, () => process.exit(0));
    },
    complete: () => {
      send({ _tag: 'Ended' }, () => process.exit(0));
    },
  });
});

function send(message: Message, sent?: () => void): void {
  process.send?.(message, undefined, undefined, sent);
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
