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
  take,
  takeUntil,
  tap,
  throwError,
  type Observable,
} from 'rxjs';
import { pipelines } from '../pipelines/index.ts';
import { architectures } from '../src/nn/index.ts';
import { describeError, exitCodeOf, MillraceError, type AppError, type Metric } from '../src/core/index.ts';
import { forked, isFolder, readRunConfig } from '../src/io/index.ts';
import { describeQuickStart, quickStartPictures } from '../src/io/quick-start/index.ts';
import {
  describeProgress,
  describeReport,
  diagnose,
  engineEnvironment,
  prepareEngine,
} from '../src/io/tensorflow/index.ts';
import { commandOf, type Command } from './cli/command.ts';
import { optionTable } from './cli/option-table.ts';
import type { Job, Message, Stop } from './messages.ts';
import { plainLines } from './plain.ts';

type Train = Extract<Command, { readonly _tag: 'Train' }>;

const QUICK_START_DATA = 'cifar10';

/** Ctrl-C and its like; the number of the signal makes the exit code. */
const signal$ = merge(
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
        command.prepare ? prepareEngine({ device: command.device }).pipe(map(describeProgress)) : EMPTY,
        diagnose().pipe(map(describeReport)),
      ).pipe(takeUntil(signal$));
    case 'Train': {
      const preparing = concat(
        prepareEngine({ device: command.device }).pipe(map(describeProgress)),
        pictures(command),
      ).pipe(takeUntil(signal$));
      return preparing.pipe(
        concatMap((found) => (typeof found === 'string' ? of(found) : training(command, found.folder))),
      );
    }
  }
}

/** Where the pictures are; before that, lines about how they are fetched. */
const pictures = ({ options: { data } }: Train): Observable<string | { readonly folder: string }> =>
  data === QUICK_START_DATA
    ? quickStartPictures().pipe(
        concatMap((progress) =>
          progress._tag === 'PicturesReady'
            ? of({ folder: progress.folder })
            : of(describeQuickStart(progress)),
        ),
      )
    : of({ folder: String(data) });

function training({ pipeline, options, out, device }: Train, data: string): Observable<string> {
  const runFolder =
    out ?? resolve('runs', `${new Date().toISOString().slice(0, 19).replace(/:/g, '-')}-${pipeline}`);
  const job: Job = { pipeline, options: { ...options, data }, runFolder };
  const messages = forked<Message>({
    entry: fileURLToPath(new URL('runner.ts', import.meta.url)),
    job,
    env: engineEnvironment({ device }),
    commands$: signal$.pipe(
      take(1),
      map((): Stop => ({ _tag: 'Stop' })),
    ),
  });
  const lines = messages.pipe(metricsOf, plainLines({ now: () => performance.now() }));
  const stopping = signal$.pipe(
    take(1),
    map(() => 'Stopping after this step, with the model saved; once more stops at once'),
  );
  return concat(
    lines.pipe(
      connect((line$) => merge(line$, stopping.pipe(takeUntil(line$.pipe(last(null, null)))))),
      takeUntil(signal$.pipe(skip(1))),
    ),
    of(`The run is in ${runFolder}`),
  );
}

/** The metrics among the messages; a failure becomes an error. */
const metricsOf = (messages: Observable<Message>): Observable<Metric> =>
  messages.pipe(
    concatMap((message) => {
      switch (message._tag) {
        case 'Metric':
          return of(message.metric);
        case 'Failed':
          return throwError(() => new MillraceError(message.error));
        case 'Ended':
          return [];
      }
    }),
  );

const dataSets = [QUICK_START_DATA];
const command = commandOf(process.argv.slice(2), {
  table: optionTable({ architectures: Object.keys(architectures), dataSets }),
  pipelines,
  dataSets,
  isFolder,
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
