import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  catchError,
  concat,
  concatMap,
  defer,
  filter,
  forkJoin,
  from,
  ignoreElements,
  map,
  of,
  takeUntil,
  type MonoTypeOperatorFunction,
  type Observable,
} from 'rxjs';
import {
  badOption,
  exportFormats,
  MillraceError,
  namesAndMore,
  type WhichModel,
} from '../../src/core/index.ts';
import { exportModel, foreignTo, type ExportOptions } from '../../src/export/index.ts';
import { isFolder, readModelFile, readPageFiles, runFolder, whyNotWritable } from '../../src/io/index.ts';
import type { RunCommand } from '../cli/commands.ts';
import type { Printed } from '../printed.ts';
import { exportSteps, wroteLine, type Exported } from './export-lines.ts';
import { trainingFacts } from './training-facts.ts';

/** Options of `export`. */
export interface ExportCommandOptions extends Pick<ExportOptions, 'half' | 'input'> {
  /** Undefined if the user gave none. */
  readonly format: ExportOptions['format'] | undefined;
  readonly weights: WhichModel;
  /** The absolute path of the folder to write to; undefined for one beside the model. */
  readonly out: string | undefined;
}

/** Writes a model for other programs, without TensorFlow; nothing is written if the format cannot express it. */
export const exportCommand: RunCommand<ExportCommandOptions> = (
  terminal,
  { words, options: { format, weights, out, ...options }, shared: { json } },
) =>
  defer(() => {
    if (format === undefined) throw withoutFormat();
    const page$: Observable<ExportOptions['page']> = format === 'tfjs' ? readPageFiles() : of(undefined);
    return readModelFile(words.join(), weights).pipe(
      concatMap((model): Observable<Printed> => {
        const folder = dirname(model.path);
        return forkJoin({ facts: trainingFacts(model.path), page: page$ }).pipe(
          map(({ facts, page }) => exportModel(model, { format, facts, page, ...options })),
          concatMap((files) =>
            output(out ?? join(folder, 'exported', format), {
              ...{ model: model.path, format, files, json },
              half: options.half === true,
            }),
          ),
        );
      }),
    );
  }).pipe(inOptions, takeUntil(terminal.controls.stop$));

interface Output extends Exported {
  readonly json: boolean;
}

/** Writes the files, and emits what was written and what to do with it. */
const output = (folder: string, { json, ...exported }: Output): Observable<Printed> => {
  const { model, format, files } = exported;
  return concat(
    written(folder, exported),
    from(
      json
        ? [{ json: `${JSON.stringify({ model, format, folder, files: files.map(({ name }) => name) })}\n` }]
        : [wroteLine(folder, exported), ...exportSteps(folder, exported)],
    ),
  );
};

/**
 * Writes the files into a new or empty folder, or in place of an earlier export in the same format; completes without a value.
 * Errors with BadOption for a folder with other files.
 */
const written = (folder: string, { format, files }: Exported): Observable<never> =>
  defer(() => {
    const why = whyNotWritable(folder);
    if (why !== null) throw wrongFolder(folder, 'a writable folder', why);
    const earlier = (isFolder(folder) ? readdirSync(folder) : []).filter(
      (name) => !LEFT_BY_SYSTEMS.test(name),
    );
    const others = foreignTo(format, earlier);
    if (others.length > 0)
      throw wrongFolder(
        folder,
        `a new or empty folder, or one with nothing but an export in the format ${format}`,
        `a folder with ${namesAndMore(others, 3)}`,
      );
    const sink = runFolder({ path: folder });
    const names = new Set(files.map(({ name }) => name));
    return concat(
      from(files).pipe(concatMap(({ name, content }) => sink.write(name, content))),
      from(earlier).pipe(
        filter((name) => !names.has(name)),
        concatMap((name) => sink.disk.remove(join(folder, name))),
      ),
    ).pipe(ignoreElements());
  });

/** Files that a file manager or a version control system puts into folders. */
const LEFT_BY_SYSTEMS = /^(\..*|Thumbs\.db|desktop\.ini)$/i;

const wrongFolder = (folder: string, expected: string, received: string): MillraceError =>
  new MillraceError(badOption(folder, expected, received, 'Choose another one with --out.'));

/** Replaces the names of the function's options by those of the command's. */
const inOptions: MonoTypeOperatorFunction<Printed> = catchError((cause: unknown) => {
  throw cause instanceof MillraceError
    ? new MillraceError({ ...cause.detail, where: cause.detail.where.replace(/^exportModel /, '--') })
    : cause;
});

const withoutFormat = (): MillraceError =>
  new MillraceError(
    badOption('--format', `one of ${exportFormats.join(', ')}`, 'nothing', 'For example: --format onnx.'),
  );
