import * as E from 'fp-ts/lib/Either.js';
import {
  catchError,
  concat,
  concatMap,
  defaultIfEmpty,
  defer,
  filter,
  forkJoin,
  from,
  map,
  of,
  reduce,
  take,
  toArray,
  type Observable,
  type OperatorFunction,
} from 'rxjs';
import type { Metric } from '../../core/index.ts';
import type { Plot } from './plots/plot.ts';
import { foldRunState, noRunState, type RunState } from '../folds/run-state.ts';
import { hasResult, topLossesOf } from './report-views.ts';
import type { RunArguments } from './model-parts.ts';
import { reportPage } from './report-page.ts';
import type { Thumbnails } from './thumbnails.ts';
import { topLossesGrid } from './top-losses-grid.ts';

/** A file to write into the run folder. */
export interface ReportFile {
  readonly name: string;
  readonly content: string | Uint8Array;
}

export interface RunReportConfig {
  /** Emits a small upright JPEG of an image; Left: the reason that the report shows instead. */
  readonly thumbnail: (path: string) => Observable<E.Either<string, Uint8Array>>;
  /** Emits an SVG as the bytes of a PNG file. */
  readonly rasterize: (svg: string) => Observable<Uint8Array>;
  /** How commands name the run; by default the page does not say how to use its model and to repeat it. */
  readonly run?: RunArguments;
  /** Emits the module that draws plots; by default, it is loaded for the first report. */
  readonly plots$?: Observable<typeof import('./plots/index.ts')>;
}

const importPlots$ = defer(() => from(import('./plots/index.ts')));

/**
 * Emits the report of a run when the run ends: report.html, a page without scripts or network access, and its plots as
 * images. Memory is bounded, however many steps there are.
 *
 * ```text
 * source      -r-e-p|          a run, an epoch, a prediction summary
 * thumbnail         --(t|)     of the image with the highest loss
 * rasterize           -(i|)    each drawing in turn
 * output      --------hij(k|)  h report.html; i, j its plots and k the images, as PNG
 * ```
 *
 * Emits nothing if the run finished no epoch, classified no images and found no learning rate. Of several runs, the last is reported. An image
 * without a thumbnail is shown as its name and the reason. Errors if a drawing fails, after the page was emitted. An
 * error of the source is passed on, without a report.
 */
export const runReport =
  (config: RunReportConfig): OperatorFunction<Metric, ReportFile> =>
  (source) =>
    source.pipe(
      reduce(foldRunState, noRunState),
      filter(hasResult),
      concatMap((state) => filesOf(state, config)),
    );

const filesOf = (
  state: RunState,
  { thumbnail, rasterize, run, plots$ = importPlots$ }: RunReportConfig,
): Observable<ReportFile> =>
  forkJoin([plots$, thumbnailsOf(state, thumbnail)]).pipe(
    concatMap(([{ plotsOf }, thumbnails]) => {
      const plots = plotsOf(state);
      return concat(
        defer(() => of({ name: 'report.html', content: reportPage(state, { plots, thumbnails, run }) })),
        from(drawingsOf(state, plots, thumbnails)).pipe(
          concatMap(({ name, draw }) =>
            defer(() => rasterize(draw())).pipe(map((content) => ({ name: `${name}.png`, content }))),
          ),
        ),
      );
    }),
  );

interface NamedDrawing {
  readonly name: string;
  /** Returns the SVG; called when the drawing's turn comes. */
  readonly draw: () => string;
}

function drawingsOf(
  state: RunState,
  plots: readonly Plot[],
  thumbnails: Thumbnails,
): readonly NamedDrawing[] {
  const run = state.run === null ? '' : `${state.run.pipeline}: `;
  const drawings = plots.map(({ name, title, size, draw }) => ({
    name,
    draw: () => draw({ ...size, title: `${run}${title}` }),
  }));
  return topLossesOf(state).length === 0
    ? drawings
    : [...drawings, { name: 'top-losses', draw: () => topLossesGrid(state, thumbnails) }];
}

/** Reads one image at a time: they are few. */
const thumbnailsOf = (state: RunState, thumbnail: RunReportConfig['thumbnail']): Observable<Thumbnails> =>
  from(topLossesOf(state)).pipe(
    concatMap(({ path }) =>
      defer(() => thumbnail(path)).pipe(
        take(1),
        catchError((cause: unknown) => of(E.left(cause instanceof Error ? cause.message : String(cause)))),
        defaultIfEmpty(E.left('not read')),
        map((image) => [path, image] as const),
      ),
    ),
    toArray(),
    map((images) => new Map(images)),
  );
