/** The terminal's process: arguments → preparation → the engine's process → what the terminal shows → exit code. */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as E from 'fp-ts/Either';
import {
  concat,
  concatMap,
  connect,
  defer,
  EMPTY,
  fromEvent,
  last,
  map,
  merge,
  of,
  share,
  skip,
  Subject,
  take,
  takeUntil,
  tap,
  type Observable,
  type OperatorFunction,
} from 'rxjs';
import { architectureNames, pipelines, showBatchDefaults } from '../pipelines/index.ts';
import { describeError, exitCodeOf, MillraceError, type AppError, type Metric } from '../src/core/index.ts';
import { forked, hasModel, isFile, isFolder, readRunConfig } from '../src/io/index.ts';
import { dataSetNames, describeDataSet, imagenettePictures } from '../src/io/data-sets/index.ts';
import { describeQuickStart, quickStartPictures } from '../src/io/quick-start/index.ts';
import {
  describeProgress,
  describeReport,
  diagnose,
  engineEnvironment,
  prepareEngine,
} from '../src/io/tensorflow/index.ts';
import { formatBytes } from '../src/reports/index.ts';
import { commandOf, type Command, type Work } from './cli/command.ts';
import { optionTable } from './cli/option-table.ts';
import type { Job, Message, Stop } from './messages.ts';
import { dashboard } from './dashboard/index.ts';
import { plainLines } from './plain.ts';
import { thinned } from './thinned.ts';
import { trainingLines } from './training-lines.ts';

type EngineCommand = Extract<Command, { readonly _tag: 'Train' | 'ShowBatch' }>;

const QUICK_START_DATA = 'cifar10';

const now = (): number => performance.now();

/** The dashboard's key for Ctrl-C, which is no signal there: the terminal is in raw mode. */
const stopKey$ = new Subject<number>();

/** Ctrl-C and its like; the number of the signal makes the exit code. */
const signal$ = merge(
  stopKey$,
  fromEvent(process, 'SIGINT').pipe(map(() => 130)),
  fromEvent(process, 'SIGTERM').pipe(map(() => 143)),
).pipe(
  tap((code) => {
    process.exitCode = code;
  }),
  share(),
);

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const complain = (errors: readonly AppError[]): void => {
  for (const error of errors) process.stderr.write(`millrace: ${describeError(error)}\n`);
};

/** Everything that a command prints, line by line. A signal ends it; training has time to finish its step. */
function linesOf(command: Command): Observable<string> {
  switch (command._tag) {
    case 'Help':
    case 'List':
      return of(command.text);
    case 'Doctor':
      return concat(
        command.prepare
          ? prepareEngine({ device: command.device }).pipe(thinned({ now }), map(describeProgress))
          : EMPTY,
        diagnose().pipe(map(describeReport)),
      ).pipe(takeUntil(signal$));
    case 'Train':
    case 'ShowBatch': {
      const preparing = concat(
        prepareEngine({ device: command.device }).pipe(thinned({ now }), map(describeProgress)),
        pictures(command),
      ).pipe(takeUntil(signal$));
      return preparing.pipe(
        concatMap((found) => (typeof found === 'string' ? of(found) : worked(command, found.folder))),
      );
    }
  }
}

/** Where the pictures are; before that, lines about how they are fetched. */
function pictures({ options: { data } }: Work): Observable<string | { readonly folder: string }> {
  const name = dataSetNames.find((each) => each === data);
  if (name !== undefined) return fetched(imagenettePictures({ name }), describeDataSet);
  if (data === QUICK_START_DATA) return fetched(quickStartPictures(), describeQuickStart);
  return of({ folder: String(data) });
}

const fetched = <P extends { readonly _tag: string }>(
  progress$: Observable<P>,
  describe: (progress: P) => string,
): Observable<string | { readonly folder: string }> =>
  progress$.pipe(
    thinned({ now }),
    map((progress) =>
      'folder' in progress && progress._tag === 'PicturesReady'
        ? { folder: String(progress.folder) }
        : describe(progress),
    ),
  );

/** The engine's process at work on the pictures of a folder, as lines. */
function worked(command: EngineCommand, data: string): Observable<string> {
  const { options, out, device } = command;
  const name = command._tag === 'Train' ? command.pipeline : 'show-batch';
  const runFolder =
    out ?? resolve('runs', `${new Date().toISOString().slice(0, 19).replace(/:/g, '-')}-${name}`);
  const task: Job['task'] =
    command._tag === 'Train' ? { _tag: 'Run', pipeline: name } : { _tag: 'ShowBatch' };
  const messages = forked<Message>({
    entry: fileURLToPath(new URL('runner.ts', import.meta.url)),
    job: { task, options: { ...options, data }, runFolder } satisfies Job,
    env: engineEnvironment({ device }),
    commands$: signal$.pipe(
      take(1),
      map((): Stop => ({ _tag: 'Stop' })),
    ),
  });
  const lines =
    command._tag === 'Train'
      ? metricsOf(messages).pipe(trainingLines({ runFolder, display: displayOf(command) }))
      : drawnLines(messages);
  return lines.pipe(takeUntil(signal$.pipe(skip(1))));
}

/** A dashboard on a terminal, lines of a log elsewhere or where they are asked for. */
const displayOf = ({ plain }: { readonly plain: boolean }): OperatorFunction<Metric, string> =>
  plain || !process.stdout.isTTY
    ? (metrics) =>
        metrics.pipe(
          plainLines({ now }),
          connect((line$) => merge(line$, stopping.pipe(takeUntil(line$.pipe(last(null, null)))))),
        )
    : dashboard({
        stdout: process.stdout,
        stdin: process.stdin,
        onStop: () => {
          stopKey$.next(130);
        },
      });

const stopping = signal$.pipe(
  take(1),
  map(() => 'Stopping after this step, with the model saved; once more stops at once'),
);

const metricsOf = (messages: Observable<Message>): Observable<Metric> =>
  messages.pipe(
    withoutFailure,
    concatMap((message) => (message._tag === 'Metric' ? of(message.metric) : EMPTY)),
  );

const drawnLines = (messages: Observable<Message>): Observable<string> =>
  messages.pipe(
    withoutFailure,
    concatMap((message) =>
      message._tag === 'Drawn' ? of(`${message.file.path}, ${formatBytes(message.file.bytes)}`) : EMPTY,
    ),
  );

/** A failure that was told becomes an error. */
const withoutFailure = (messages: Observable<Message>): Observable<Message> =>
  messages.pipe(
    tap((message) => {
      if (message._tag === 'Failed') throw new MillraceError(message.error);
    }),
  );

const dataSets = [QUICK_START_DATA, ...dataSetNames];
const command = commandOf(process.argv.slice(2), {
  table: optionTable({ architectures: architectureNames, dataSets }),
  pipelines,
  showBatchDefaults,
  dataSets,
  isFolder,
  isFile,
  hasModel,
  configOf: readRunConfig,
});
if (E.isLeft(command)) {
  complain(command.left);
  process.exitCode = 2;
} else {
  // Listened to from here on, so that a signal does not end this process by itself.
  signal$.subscribe();
  defer(() => linesOf(command.right)).subscribe({
    next: say,
    error: (cause: unknown) => {
      const detail = cause instanceof MillraceError ? cause.detail : undefined;
      if (detail !== undefined) complain([detail]);
      else
        process.stderr.write(`millrace: ${cause instanceof Error ? (cause.stack ?? '') : String(cause)}\n`);
      process.exit(detail === undefined ? 1 : exitCodeOf(detail));
    },
    complete: () => process.exit(),
  });
}
