import { concat, concatMap, defer, of, type Observable, type OperatorFunction } from 'rxjs';
import {
  printable,
  type Drawing,
  type Explanation,
  type NotPredicted,
  type SavedFile,
} from '../../src/core/index.ts';
import { saveDrawing } from '../../src/io/index.ts';
import { explanationPage } from '../../src/reports/index.ts';
import { heatLines, type HeatLinesConfig } from '../lines/heat-lines.ts';
import { pathFromHere } from '../path-from-here.ts';
import type { Printed } from '../printed.ts';
import { drawingPaths } from './drawing-paths.ts';

/** Options of {@link printedExplanations}. */
export interface PrintedExplanationsConfig {
  /** The absolute path of the folder for the drawings; created with the first. */
  readonly folder: string;
  /** The paths of all images: no drawing replaces one. */
  readonly images: readonly string[];
  /** The terminal, and whether it shows the maps. */
  readonly view: HeatLinesConfig & { readonly isShown: boolean };
  /** Whether to print JSON instead: one object per image. */
  readonly isJson: boolean;
  /** Writes a drawing; by default as a PNG file. */
  readonly save?: (path: string, drawing: Drawing) => Observable<SavedFile>;
}

/**
 * Draws explanations into files and prints them as they arrive. Exit code 1 if no image could be used.
 *
 * ```text
 * chunk       -a-----b-|    a an explanation; b the reason why an image cannot be used
 * save        -(f|)         the drawing of a
 * output      --(lv)-e-|    l its line, v its view
 * ```
 *
 * The source emits chunks. The next one is subscribed when the drawings of a chunk are saved, so that only its explanations
 * wait for the disk. Errors with WriteFailed.
 */
export const printedExplanations =
  ({
    folder,
    images,
    view,
    isJson,
    save = saveDrawing,
  }: PrintedExplanationsConfig): OperatorFunction<Observable<Explanation | NotPredicted>, Printed> =>
  (chunks) =>
    defer(() => {
      const pathOf = drawingPaths(folder, images);
      let used = 0;
      return concat(
        chunks.pipe(
          concatMap((chunk) =>
            chunk.pipe(
              concatMap((each): Observable<Printed> | readonly Printed[] => {
                if ('error' in each)
                  return [isJson ? jsonOf(each) : { toStderr: printable(`${each.path}: ${each.error}`) }];
                used++;
                return save(pathOf(each.path), explanationPage(each)).pipe(
                  concatMap(({ path }) =>
                    isJson ? [jsonOf(fieldsOf(each, path))] : linesOf(each, path, view),
                  ),
                );
              }),
            ),
          ),
        ),
        defer(() => (used === 0 ? of<Printed>({ exitCode: 1 }) : [])),
      );
    });

/** Everything but the pixels, which are in the file. */
const fieldsOf = ({ path, label, probability, map, warning }: Explanation, file: string) => ({
  path,
  label,
  probability,
  map,
  file,
  ...(warning === undefined ? {} : { warning }),
});

const jsonOf = (fields: object): Printed => ({ json: `${JSON.stringify(fields)}\n` });

/** Returns the class, its probability and the file, and the view of the map. */
function linesOf(
  explanation: Explanation,
  file: string,
  { isShown, ...view }: PrintedExplanationsConfig['view'],
): readonly Printed[] {
  const { path, label, probability, map, warning } = explanation;
  const evidence = map.values.some((value) => value > 0) ? '' : ', no evidence';
  const line = `${path}: ${label} ${probability.toFixed(4)}${evidence}; wrote ${pathFromHere(file)}`;
  return [
    printable(line),
    ...(warning === undefined ? [] : [{ toStderr: printable(`${path}: warning: ${warning}`) }]),
    ...(isShown ? [[...heatLines(explanation, view), ''].join('\n')] : []),
  ];
}
