import { extname } from 'node:path';
import {
  concat,
  concatMap,
  connect,
  defer,
  map,
  merge,
  of,
  type Observable,
  type OperatorFunction,
} from 'rxjs';
import { badData, MillraceError, printable, type Prediction } from '../../src/core/index.ts';
import { saveTextFile } from '../../src/io/index.ts';
import {
  formatPlural,
  formatTime,
  predictionHeader,
  predictionText,
  type PredictionTextConfig,
} from '../../src/reports/index.ts';
import { countProgress } from '../lines/count-progress.ts';
import { wrap } from '../lines/wrap.ts';
import { thinned } from '../lines/thinned.ts';
import type { Printed } from '../printed.ts';

/** A prediction, and the number of all images, if it is known. */
export interface CountedPrediction {
  readonly prediction: Prediction;
  readonly total: number | null;
}

/** Options of {@link printedPredictions}. */
export interface PrintedPredictionsConfig {
  /** Monotonic milliseconds. */
  readonly now: () => number;
  readonly text: PredictionTextConfig;
  /** The path of the file that receives the predictions; undefined for standard output. */
  readonly out: string | undefined;
  /** The columns of the terminal, in which long errors of a table continue on the next line; null (the default) for none. */
  readonly columns?: number | null;
}

/**
 * Prints predictions as they arrive, or writes all into a file at the end: the predictions alone on standard output,
 * progress and a summary on standard error. Exit code 1 if no image could be used.
 *
 * ```text
 * source      -a-b-|
 * output      -a-b-(sx|)    s a summary; x the exit code, since neither a nor b could be used
 * ```
 *
 * Errors with BadData if there is no image, and with WriteFailed.
 */
export const printedPredictions =
  ({
    now,
    text,
    out,
    columns = null,
  }: PrintedPredictionsConfig): OperatorFunction<CountedPrediction, Printed> =>
  (source) =>
    defer(() => {
      const started = now();
      const seconds = (): number => (now() - started) / 1000;
      const kept: string[] = [];
      let [done, failed] = [0, 0];
      const texts$ = (shared: Observable<CountedPrediction>): Observable<Printed> =>
        shared.pipe(
          map(({ prediction }) => {
            const line = (done++ === 0 ? predictionHeader(text) : '') + predictionText(prediction, text);
            if ('error' in prediction) failed++;
            return line;
          }),
          concatMap((line): readonly Printed[] => {
            if (out === undefined)
              return [{ json: text.format === 'table' && columns !== null ? wrapped(line, columns) : line }];
            kept.push(line);
            return [];
          }),
        );
      const progress$ = (shared: Observable<CountedPrediction>): Observable<Printed> =>
        shared.pipe(
          // The first one would be a rate of one image.
          map(({ total }) => ({ _tag: 'Progress', done, total, seconds: seconds() })),
          thinned({ now }),
          concatMap((event): readonly Printed[] =>
            event.done === 1 ? [] : [{ toStderr: countProgress('Predicted', event) }],
          ),
        );
      const end$ = defer(() => {
        if (done === 0) throw noImages();
        const summary = summaryOf({ done, failed, seconds: seconds() });
        const saved$ =
          out === undefined
            ? of(summary)
            : saveTextFile(out, fileOf(kept, out)).pipe(map(({ path }) => `${summary}; wrote ${path}`));
        return concat(
          saved$.pipe(map((line): Printed => ({ toStderr: printable(line) }))),
          failed === done ? of<Printed>({ exitCode: 1 }) : [],
        );
      });
      return concat(source.pipe(connect((shared) => merge(texts$(shared), progress$(shared)))), end$);
    });

/** Breaks the error of an image between words, below its beginning. Other lines have columns, and stay whole. */
function wrapped(line: string, columns: number): string {
  const [indent = ''] = /^ */.exec(line) ?? [];
  if (indent === '') return line;
  const lines = wrap(line.trim(), columns - indent.length, { splitsWords: false });
  return lines.map((each) => `${indent}${each}\n`).join('');
}

const summaryOf = ({
  done,
  failed,
  seconds,
}: {
  readonly done: number;
  readonly failed: number;
  readonly seconds: number;
}): string =>
  `Predicted ${formatPlural(done - failed, 'image')} in ${formatTime(seconds)}` +
  (failed === 0 ? '' : `; ${formatPlural(failed, 'image')} could not be used`);

const noImages = (): MillraceError =>
  new MillraceError(
    badData(
      'predict',
      'images',
      'none',
      'Name files, folders or patterns, or `-` for paths on standard input.',
    ),
  );

/** A file that ends with .json holds one list, every other one a line per image. */
const fileOf = (lines: readonly string[], out: string): string =>
  extname(out).toLowerCase() === '.json'
    ? `[\n${lines.map((line) => line.trimEnd()).join(',\n')}\n]\n`
    : lines.join('');
