import { dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  concat,
  concatMap,
  connect,
  defaultIfEmpty,
  defer,
  endWith,
  filter,
  ignoreElements,
  map,
  merge,
  of,
  reduce,
  takeUntil,
  type Observable,
} from 'rxjs';
import { badOption, MillraceError, printable } from '../../src/core/index.ts';
import { rasterize, runFolder, runState, thumbnail, whyNotWritable } from '../../src/io/index.ts';
import { runReport } from '../../src/reports/index.ts';
import type { Given, RunCommand } from '../cli/commands.ts';
import { pathFromHere } from '../path-from-here.ts';
import type { Printed } from '../printed.ts';
import { recordedArguments } from './recorded-arguments.ts';
import { runsWithin } from './runs-within.ts';
import { metricsFile, recordedMetrics } from './watched-run.ts';

/** Options of `report`. */
export interface ReportOptions {
  /** The absolute path of the folder to write to; undefined for the run folder. */
  readonly out: string | undefined;
}

/**
 * Writes the report of a recorded run again, finished or not, without TensorFlow: the files that the run itself writes when
 * it ends. Of a folder of several runs, writes the report of each.
 */
export const report: RunCommand<ReportOptions> = (terminal, given) =>
  reportOutput(given).pipe(takeUntil(terminal.controls.stop$));

/**
 * Returns the output of `report`: the path of each file when it is written, and how to view the page. Errors with BadData if
 * there is no run, with BadOption if the folder is not writable, and with WriteFailed.
 */
export const reportOutput = ({
  words,
  options: { out },
  shared: { json },
}: Given<ReportOptions>): Observable<Printed> =>
  defer(() => {
    const named = resolve(words.join());
    const folder = folderOf(named);
    const target = out ?? folder;
    const outOf = (run: string): string => join(target, relative(folder, folderOf(run)));
    return runsWithin(named).pipe(
      concatMap((run) => reportFiles(run, outOf(run))),
      connect((lines$) =>
        merge(
          lines$.pipe(
            filter((line) => !json || 'note' in line),
            map(textOf),
          ),
          lines$.pipe(
            reduce(withFile, []),
            map((files) => lastOutput(files, json)),
          ),
        ),
      ),
    );
  });

/** Returns the folder of a run: the run is a folder, or its metrics.jsonl. */
const folderOf = (run: string): string => dirname(metricsFile(run));

/** A file that was written, or a note about a run. */
type Line = { readonly file: string } | { readonly note: string };

const textOf = (line: Line): string =>
  printable('note' in line ? line.note : `Wrote ${pathFromHere(line.file)}`);

const withFile = (files: readonly string[], line: Line): readonly string[] =>
  'file' in line ? [...files, line.file] : files;

/** Writes the report of one run, and emits its files. */
const reportFiles = (run: string, folder: string): Observable<Line> =>
  defer(() => {
    const name = pathFromHere(folderOf(run));
    const isRunning = runState(metricsFile(run), Date.now()) === 'running';
    const why = whyNotWritable(folder);
    if (why !== null)
      throw new MillraceError(badOption(folder, 'a writable folder', why, 'Choose another one with --out.'));
    const sink = runFolder({ path: folder });
    const files$ = recordedMetrics(run).pipe(
      runReport({ thumbnail, rasterize, run: recordedArguments(folderOf(run)) }),
      concatMap((file) =>
        sink
          .write(file.name, file.content)
          .pipe(ignoreElements(), endWith({ file: join(folder, file.name) })),
      ),
      defaultIfEmpty({
        note: `${name} has no report yet: it has recorded no epoch, no predictions and no learning rate`,
      }),
    );
    const note = `${name} is running: the report shows what it has recorded so far`;
    return isRunning ? concat(of({ note }), files$) : files$;
  });

/** Returns the files as JSON, or how to view the pages; exit code 1 if there are none. */
function lastOutput(files: readonly string[], json: boolean): Printed {
  const [page, ...others] = files.filter((path) => path.endsWith('.html'));
  if (json) return { json: `${JSON.stringify({ files })}\n`, hasFailed: page === undefined };
  if (page === undefined) return { exitCode: 1 };
  return others.length === 0
    ? `To view it, open ${pathToFileURL(page).href} in a browser.`
    : 'To view them, open each report.html in a browser.';
}
