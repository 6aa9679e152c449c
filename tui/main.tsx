/** The terminal process: arguments → command → lines or a dashboard → exit code. */
import { hostname } from 'node:os';
import { resolve as absolute } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import {
  catchError,
  concatMap,
  defer,
  delay,
  EMPTY,
  filter,
  fromEvent,
  identity,
  ignoreElements,
  map,
  type MonoTypeOperatorFunction,
  type Observable,
  of,
  take,
  takeUntil,
  tap,
} from 'rxjs';
import type { CheckedImages, FileOptions } from '../pipelines/options.ts';
import {
  dataSetNames,
  describeError,
  exitCodeOf,
  launchedBy,
  MillraceError,
  type AnyCommand,
} from '../src/core/index.ts';
import {
  errorCode,
  hasModel,
  hasRun,
  isFile,
  isFolder,
  liveDisk,
  messageOf,
  readConfig,
  readModelConfig,
  readModelDescription,
  readStoredRun,
  whyNotWritable,
} from '../src/io/index.ts';
import type { CommandLine } from './cli/command-line.ts';
import { isParallel } from './cli/commands.ts';
import type { ImageOptions } from './cli/image-options.ts';
import { withOwn } from './cli/own-options.ts';
import { tableFor } from './cli/table-for.ts';
import { parse } from './cli/parse.ts';
import { readyOf, resolve, type Ready } from './cli/resolve.ts';
import { withoutShorthands } from './cli/shorthands.ts';
import { table, version } from './cli/tables.ts';
import { withoutOutput, type PrintedLine } from './engine-process/captured-output.ts';
import { controlsOf } from './controls.ts';
import { endProcess } from './end-process.ts';
import { loadOwnCommand } from './engine-process/own-command.ts';
import type { Printed } from './printed.ts';
import type { Terminal } from './terminal.ts';
import { wrapPrinted } from './lines/wrap-printed.ts';

const controls = controlsOf(process);
const { stdin, stdout, env } = process;
const args = withoutShorthands(process.argv.slice(2));
const terminal: Terminal = { args, controls, stdin, stdout, env };

const launched = launchedBy(env);
/**
 * Whether another process of an MPI launcher speaks for this one: this one prints only errors that the other does not report,
 * and takes part only in what several processes do together.
 */
const isSilent = launched !== null && launched.rank > 0;

/** Runs a command: loads it, and gives it the terminal. */
function run(ready: Ready): Observable<Printed> {
  if ('text' in ready) return isSilent ? EMPTY : of(ready.text);
  const { command, given } = ready;
  // A stop while it loads starts nothing; later the command stops by itself.
  const loaded$ = defer(() => command.load()).pipe(takeUntil(controls.stop$));
  return loaded$.pipe(
    concatMap((start) => start(terminal, given)),
    given.shared.json ? notesToStderr : identity,
    isSilent ? ignoreElements() : identity,
  );
}

/** With `--json` standard output holds JSON only. */
const notesToStderr: MonoTypeOperatorFunction<Printed> = map((printed) =>
  typeof printed === 'string' ? { toStderr: printed } : printed,
);

const print = (printed: Printed): void => {
  if (typeof printed === 'string') write(process.stdout, printed);
  else if ('toStderr' in printed) {
    write(process.stderr, printed.toStderr);
    process.exitCode = printed.exitCode ?? process.exitCode;
  } else if ('json' in printed) {
    process.stdout.write(printed.json);
    if (printed.hasFailed === true) process.exitCode = 1;
  } else if ('failureText' in printed) {
    write(process.stdout, printed.failureText);
    process.exitCode = 1;
  } else process.exitCode ??= printed.exitCode;
};

/** The messages of several processes reach the same terminal. */
const ownName =
  launched !== null && isSilent
    ? `millrace, process ${launched.rank + 1} of ${launched.size} (${hostname()})`
    : 'millrace';

/** Milliseconds in which a launcher ends this process, if the first one has failed too. */
const SAME_FAILURE_MS = 2000;

/** Sets the exit code of a failure, and emits what to print: nothing if the first process reports it. */
const failed = (messages: readonly string[], exitCode: number): Observable<Printed> => {
  process.exitCode = exitCode;
  if (messages.length === 0) return EMPTY;
  const printed = of({ toStderr: messages.map((message) => `${ownName}: ${message}`).join('\n') });
  return isSilent ? printed.pipe(delay(SAME_FAILURE_MS), takeUntil(controls.stop$)) : printed;
};

/** Returns what to print of the failure of a command. */
const failureOf = (cause: unknown): Observable<Printed> => {
  if (!(cause instanceof MillraceError))
    return failed([cause instanceof Error ? (cause.stack ?? '') : String(cause)], 1);
  const { detail } = cause;
  // The process that was lost, or the first one, reports it.
  return failed(isSilent && detail._tag === 'ProcessLost' ? [] : [describeError(detail)], exitCodeOf(detail));
};

const toStderr = ({ text }: PrintedLine): void => write(process.stderr, text);

/** Writes a line, wrapped to the terminal's width. A coloured line fits already. */
const write = (stream: NodeJS.WriteStream, line: string): void => {
  // A launcher's terminal is not that of the user.
  const lines =
    stream.isTTY && launched === null
      ? line
          .split('\n')
          .flatMap((each) => (each.includes('\u001B') ? [each] : wrapPrinted(each, stream.columns)))
      : [line];
  for (const each of lines) stream.write(`${each}\n`);
};

const line: CommandLine = {
  table,
  dataSets: dataSetNames,
  isFolder,
  isFile,
  hasModel,
  // The first process may have created the run folder already.
  hasRun: (folder) => !isSilent && hasRun(folder),
  whyNotWritable: (folder) => (isSilent ? null : whyNotWritable(folder)),
  readConfig,
  storedRun: readStoredRun,
  configOf: readModelConfig,
  modelOf: readModelDescription,
  environment: env,
  version: version(),
};

/** Checks the images before an engine is prepared for them. */
const checkImages = (images: ImageOptions | null): Observable<CheckedImages | null> =>
  images === null
    ? of(null)
    : defer(() => import('../pipelines/image-errors.ts')).pipe(
        concatMap(({ imageErrors }) =>
          imageErrors(liveDisk, images.options as unknown as FileOptions, images.batchSizes),
        ),
      );

const parsed = parse(args, table, line);
const own$: Observable<AnyCommand | undefined> = parsed.isOwn
  ? withoutOutput(loadOwnCommand(absolute(parsed.name)), toStderr)
  : of(undefined);
const ready$ = own$.pipe(
  map((own) => {
    // A command may have options of its own.
    const all = own === undefined ? tableFor(table, parsed.name) : withOwn(table, own);
    return resolve(parse(args, all, line), all, line, own);
  }),
  filter(({ command }) => !isSilent || (command !== undefined && isParallel(command))),
  concatMap((resolved) => checkImages(resolved.images).pipe(map((images) => readyOf(resolved, images)))),
  // Starts nothing after a stop.
  takeUntil(controls.stop$),
);

// Subscribed from here on, so that a signal does not end this process by itself.
const stopped$ = controls.stop$.pipe(
  tap((code) => {
    // At another exit code, the launcher ends the first process before it has printed the result.
    if (!isSilent) process.exitCode = code;
  }),
);
stopped$.subscribe();
// A closed pipe (`| head`) or terminal needs no message.
fromEvent(process.stdout, 'error')
  .pipe(
    take(1),
    filter((cause) => !['EPIPE', 'EIO'].includes(errorCode(cause) ?? '')),
    tap((cause) => {
      write(
        process.stderr,
        `millrace: cannot write to standard output: ${messageOf(cause)}. Stopping the run.`,
      );
    }),
  )
  .subscribe();
// There is nowhere to report that standard error cannot be written.
fromEvent(process.stderr, 'error').subscribe();
ready$
  .pipe(
    concatMap((ready) => (E.isRight(ready) ? run(ready.right) : failed(ready.left.map(describeError), 2))),
    // It releases the run folder first.
    catchError(failureOf),
    tap({
      next: print,
      complete: () => {
        endProcess(process);
      },
    }),
  )
  .subscribe();
