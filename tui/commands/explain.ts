import { resolve } from 'node:path';
import { catchError, concatMap, defer, from, map, takeUntil, toArray, type Observable } from 'rxjs';
import {
  badData,
  badOption,
  MillraceError,
  type Explanation,
  type NotPredicted,
} from '../../src/core/index.ts';
import { chunked } from '../../src/flow/index.ts';
import { globFiles, isFile, isFolder, liveDisk } from '../../src/io/index.ts';
import { imageSources, type FoundImage, type ModelProcess } from '../../src/serving/index.ts';
import type { RunCommand } from '../cli/commands.ts';
import { closest, nearest } from '../cli/suggestion.ts';
import { outputLevel } from '../lines/paint.ts';
import { widthOf } from '../terminal.ts';
import { inPlace } from './in-place.ts';
import { withLoadedModel } from './loaded-model.ts';
import { printedExplanations } from './printed-explanations.ts';

/** Options of `explain`. */
export interface ExplainOptions {
  /** The name of the class; undefined for the most probable one of each image. */
  readonly class: string | undefined;
  readonly stage: string | undefined;
  readonly weights: 'best' | 'last';
  readonly batchSize: number;
  /** The absolute path of the folder for the drawings; undefined for `explained` in the current one. */
  readonly out: string | undefined;
}

/** Images that are explained together. */
const CHUNK = 32;

/** How many similar names an error lists. */
const MAX_NAMES = 5;

/**
 * Draws where a trained model looks in images, and shows it in the terminal. Exits with 1 if no image can be used, and with 2
 * if there is none, or for an unknown class or stage.
 */
export const explain: RunCommand<ExplainOptions> = (terminal, given) => {
  const { words, options, shared } = given;
  const [, ...sources] = words;
  const { out = resolve('explained') } = options;
  const view = {
    level: outputLevel(terminal, shared),
    width: widthOf(terminal),
    isShown: !shared.plain && !shared.json,
  };
  return withLoadedModel(given, (model) =>
    from(sources).pipe(
      imageSources({ ...liveDisk, isFile, isFolder, globFiles }),
      toArray(),
      concatMap((found) => {
        if (found.length === 0) throw noImages();
        return from(found).pipe(
          chunked(CHUNK),
          map((chunk) => explanationsOf(model, chunk, options)),
          printedExplanations({ folder: out, images: pathsOf(found), view, isJson: shared.json }),
        );
      }),
    ),
  ).pipe(takeUntil(terminal.controls.stop$));
};

const pathsOf = (found: readonly FoundImage[]): readonly string[] =>
  found.flatMap((each) => ('error' in each ? [] : [each.path]));

/** Explains the images, by the paths of their arguments. */
const explanationsOf = (
  model: ModelProcess,
  found: readonly FoundImage[],
  { class: label, stage, batchSize }: ExplainOptions,
): Observable<Explanation | NotPredicted> =>
  defer(() => {
    const { vocab } = model.description;
    if (label !== undefined && !vocab.includes(label)) throw unknownClass(label, vocab);
    return inPlace(found, (images) => model.explanations$(images, { label, stage, batchSize }));
  }).pipe(
    catchError((cause: unknown) => {
      throw cause instanceof MillraceError && cause.detail.where === 'gradCam stage'
        ? new MillraceError({ ...cause.detail, where: '--stage' })
        : cause;
    }),
  );

const noImages = (): MillraceError =>
  new MillraceError(badData('explain', 'images', 'none', 'Name files, folders or patterns.'));

const unknownClass = (label: string, vocab: readonly string[]): MillraceError => {
  const names = closest(label, vocab, MAX_NAMES);
  const other = vocab.find((name) => name.toLowerCase() === label.toLowerCase()) ?? nearest(label, vocab);
  const which = names.length < vocab.length ? `one of the model's ${vocab.length} classes, such as ` : '';
  return new MillraceError(
    badOption(
      '--class',
      `${which}${names.join(', ')}`,
      JSON.stringify(label),
      other === undefined ? '' : `Did you mean ${other}?`,
    ),
  );
};
