import { extname } from 'node:path';
import { createInterface } from 'node:readline';
import {
  bufferTime,
  concatMap,
  defer,
  filter,
  from,
  fromEvent,
  map,
  of,
  takeUntil,
  toArray,
  type Observable,
} from 'rxjs';
import {
  badOption,
  MillraceError,
  type PrecisionOption,
  type PredictionOptions,
} from '../../src/core/index.ts';
import { chunked } from '../../src/flow/index.ts';
import { globFiles, isFile, isFolder, liveDisk } from '../../src/io/index.ts';
import type { PredictionFormat } from '../../src/reports/index.ts';
import { imageSources, type FoundImage, type ModelProcess } from '../../src/serving/index.ts';
import type { Given, RunCommand } from '../cli/commands.ts';
import type { Printed } from '../printed.ts';
import type { Terminal } from '../terminal.ts';
import { inPlace } from './in-place.ts';
import { withLoadedModel } from './loaded-model.ts';
import { printedPredictions } from './printed-predictions.ts';

/** Options of `predict`. */
export interface PredictOptions {
  readonly topK: number | undefined;
  readonly minProbability: number | undefined;
  readonly tta: boolean;
  readonly weights: 'best' | 'last';
  readonly precision: PrecisionOption;
  readonly batchSize: number;
  readonly format: PredictionFormat | undefined;
  readonly out: string | undefined;
}

/** Images that are sent to the process together. */
const CHUNK = 512;

/** Milliseconds after which paths that arrive one by one are sent, though they are few. */
const PATIENCE = 50;

const STDIN = '-';

/**
 * Predicts images with a trained model. Only predictions go to standard output. Exits with 1 if no image can be used, and
 * with 2 if there is none.
 */
export const predict: RunCommand<PredictOptions> = (terminal, given) =>
  defer(() => {
    const [, ...sources] = given.words;
    const format = formatOf(given);
    const { isTTY, columns } = terminal.stdout;
    return withLoadedModel(given, (model) =>
      predictedChunks(model, chunksOf(sources, terminal), {
        options: given.options,
        format,
        columns: isTTY ? columns : null,
      }),
    );
  }).pipe(takeUntil(terminal.controls.stop$));

/** Images that are predicted together, and the number of all, if it is known. */
interface Chunk {
  readonly images: readonly FoundImage[];
  readonly total: number | null;
}

/** Emits the images that the arguments name. Paths from standard input are used as they arrive. */
function chunksOf(sources: readonly string[], { stdin }: Pick<Terminal, 'stdin'>): Observable<Chunk> {
  const found = imageSources({ ...liveDisk, isFile, isFolder, globFiles });
  if (!sources.includes(STDIN))
    return from(sources).pipe(
      found,
      toArray(),
      concatMap((all) =>
        from(all).pipe(
          chunked(CHUNK),
          map((images) => ({ images, total: all.length })),
        ),
      ),
    );
  return from(sources).pipe(
    concatMap((source) => (source === STDIN ? linesOf(stdin) : of(source))),
    found,
    bufferTime(PATIENCE, null, CHUNK),
    filter((images) => images.length > 0),
    map((images) => ({ images, total: null })),
  );
}

const linesOf = (input: NodeJS.ReadStream): Observable<string> =>
  defer(() => {
    const lines = createInterface({ input });
    return fromEvent(lines, 'line').pipe(
      map((line) => String(line).trim()),
      filter((line) => line !== ''),
      takeUntil(fromEvent(lines, 'close')),
    );
  });

interface PrintedAs {
  readonly options: PredictOptions;
  readonly format: PredictionFormat;
  readonly columns: number | null;
}

/** Predicts images, and emits what is printed. */
function predictedChunks(
  model: ModelProcess,
  chunks$: Observable<Chunk>,
  { options, format, columns }: PrintedAs,
): Observable<Printed> {
  const { topK, minProbability, tta, batchSize, out } = options;
  const text = { format, vocab: model.description.vocab, showsTop: topK !== undefined };
  const settings: PredictionOptions = {
    batchSize,
    ...(topK === undefined ? {} : { topK }),
    ...(minProbability === undefined ? {} : { minProbability }),
    ...(tta ? { tta: {} } : {}),
  };
  return chunks$.pipe(
    concatMap(({ images, total }) =>
      inPlace(images, (given) => model.predictions$(given, settings)).pipe(
        map((prediction) => ({ prediction, total })),
      ),
    ),
    printedPredictions({ now: () => performance.now(), text, out, columns }),
  );
}

/** Returns the format of the predictions. Throws BadOption if the name of the file stands for another one. */
function formatOf({ options, shared }: Given<PredictOptions>): PredictionFormat {
  const { out } = options;
  const format = shared.json ? 'json' : options.format;
  const extension = out === undefined ? '' : extname(out).toLowerCase();
  const named = FORMATS[extension];
  if (format !== undefined && named !== undefined && named !== format)
    throw new MillraceError(
      badOption(
        '--out',
        `a file whose name fits the format ${format}`,
        String(out),
        `Name it otherwise, or omit ${shared.json ? '--json' : '--format'}: ${extension} stands for ${named}.`,
      ),
    );
  return format ?? named ?? 'table';
}

/** The formats that the names of files stand for. */
const FORMATS: Readonly<Record<string, PredictionFormat>> = {
  '.csv': 'csv',
  '.json': 'json',
  '.jsonl': 'json',
};
