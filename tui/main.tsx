/** The terminal process: arguments → command → lines or a dashboard → exit code. */
import * as E from 'fp-ts/lib/Either.js';
import {
  concatMap,
  defer,
  EMPTY,
  identity,
  map,
  type MonoTypeOperatorFunction,
  type Observable,
  of,
  takeUntil,
  tap,
} from 'rxjs';
import type { FileOptions } from '../pipelines/options.ts';
import { pipelineTable, showBatchDefaults } from '../pipelines/table.ts';
import {
  dataSetNames,
  describeError,
  exitCodeOf,
  MillraceError,
  type AnyPipeline,
  type AppError,
} from '../src/core/index.ts';
import {
  hasModel,
  hasRun,
  isFile,
  isFolder,
  liveDisk,
  readConfig,
  readRunConfig,
  whyNotWritable,
} from '../src/io/index.ts';
import { commandOf, pipelineFile, imageOptions, type Command, type ImageOptions } from './cli/command.ts';
import type { CommandLine } from './cli/command-line.ts';
import { withoutShorthands } from './cli/shorthands.ts';
import { table, version } from './cli/tables.ts';
import { cache } from './commands/cache.ts';
import { compare } from './commands/compare.ts';
import { doctor } from './commands/doctor.ts';
import { engineWork } from './commands/engine-work.ts';
import { runs } from './commands/runs.ts';
import { watch } from './commands/watch.ts';
import { withoutOutput, type PrintedLine } from './engine-process/captured-output.ts';
import { controlsOf } from './controls.ts';
import { loadOwnPipeline } from './engine-process/own-pipeline.ts';
import type { Printed } from './printed.ts';
import { wrap } from './lines/wrap.ts';

const controls = controlsOf(process);

/** Runs a command. A stop ends it; training first finishes its step. */
function runCommand(command: Command): Observable<Printed> {
  switch (command._tag) {
    case 'Print':
      return of(command.text);
    case 'Doctor':
      return doctor(command).pipe(takeUntil(controls.stop$));
    case 'Cache':
      return cache(command).pipe(takeUntil(controls.stop$));
    case 'Watch':
      return watch(command, controls).pipe(takeUntil(controls.stop$));
    case 'Runs':
      return runs(command).pipe(takeUntil(controls.stop$));
    case 'Compare':
      return compare(command).pipe(takeUntil(controls.stop$));
    case 'Train':
    case 'ShowBatch':
      return engineWork(command, controls);
  }
}

/** With `--json` standard output holds JSON only. */
const notesToStderr = (command: Command): MonoTypeOperatorFunction<Printed> =>
  'json' in command && command.json
    ? map((printed) => (typeof printed === 'string' ? { toStderr: printed } : printed))
    : identity;

const print = (printed: Printed): void => {
  if (typeof printed === 'string') write(process.stdout, printed);
  else if ('toStderr' in printed) write(process.stderr, printed.toStderr);
  else if ('json' in printed) {
    process.stdout.write(printed.json);
    if (printed.hasFailed === true) process.exitCode = 1;
  } else {
    write(process.stdout, printed.failureText);
    process.exitCode = 1;
  }
};

const complain = (errors: readonly AppError[]): void => {
  for (const error of errors) write(process.stderr, `millrace: ${describeError(error)}`);
};

const toStderr = ({ text }: PrintedLine): void => write(process.stderr, text);

/** Writes a line, wrapped to the terminal's width. A coloured line fits already. */
const write = (stream: NodeJS.WriteStream, line: string): void => {
  const lines = stream.isTTY
    ? line.split('\n').flatMap((each) => (each.includes('\u001B') ? [each] : wrap(each, stream.columns)))
    : [line];
  for (const each of lines) stream.write(`${each}\n`);
};

const line: CommandLine = {
  table,
  pipelines: Object.values(pipelineTable),
  showBatchDefaults,
  dataSets: dataSetNames,
  isFolder,
  isFile,
  hasModel,
  hasRun,
  whyNotWritable,
  readConfig,
  configOf: readRunConfig,
  environment: process.env,
  version: version(),
};

/** Checks the images before an engine is prepared for them. */
const checkImages = (images: ImageOptions | undefined): Observable<readonly AppError[]> =>
  images === undefined
    ? of([])
    : defer(() => import('../pipelines/image-errors.ts')).pipe(
        concatMap(({ imageErrors }) =>
          imageErrors(liveDisk, images.options as unknown as FileOptions, images.batchSizes),
        ),
      );

const args = withoutShorthands(process.argv.slice(2));
const file = pipelineFile(args, line);
const own$: Observable<AnyPipeline | undefined> =
  file === undefined ? of(undefined) : withoutOutput(loadOwnPipeline(file), toStderr);
const command$ = own$.pipe(
  map((own) => ({ ...line, own })),
  concatMap((whole) =>
    checkImages(imageOptions(args, whole)).pipe(
      map((errors) => commandOf(args, { ...whole, imageErrors: errors })),
    ),
  ),
  // Starts nothing after a stop.
  takeUntil(controls.stop$),
);

// Subscribed from here on, so that a signal does not end this process by itself.
const stopped$ = controls.stop$.pipe(
  tap((code) => {
    process.exitCode = code;
  }),
);
stopped$.subscribe();
command$
  .pipe(
    concatMap((command) => {
      if (E.isRight(command)) return runCommand(command.right).pipe(notesToStderr(command.right));
      complain(command.left);
      process.exitCode = 2;
      return EMPTY;
    }),
  )
  .subscribe({
    next: print,
    error: (cause: unknown) => {
      const detail = cause instanceof MillraceError ? cause.detail : undefined;
      if (detail !== undefined) complain([detail]);
      else
        process.stderr.write(`millrace: ${cause instanceof Error ? (cause.stack ?? '') : String(cause)}\n`);
      process.exit(detail === undefined ? 1 : exitCodeOf(detail));
    },
    complete: () => process.exit(),
  });
