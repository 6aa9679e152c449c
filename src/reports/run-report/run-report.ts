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
import { foldReport, hasResult, lastSummary, noReport, type ReportState } from './report-state.ts';
import { reportPage } from './report-page.ts';
import type { Thumbnails } from './thumbnails.ts';
import { topLossesGrid } from './top-losses-grid.ts';

/** A file of the run's folder, still to be written. */
export interface ReportFile {
  readonly name: string;
  readonly content: string | Uint8Array;
}

export interface RunReportConfig {
  /** A small upright JPEG of an image; Left, also for any error: why there is none, which the report says. */
  readonly thumbnail: (path: string) => Observable<E.Either<string, Uint8Array>>;
  /** SVG as the bytes of a PNG file. */
  readonly rasterized: (svg: string) => Observable<Uint8Array>;
  /** What draws plots; by default it is loaded when the first report is written. */
  readonly plots$?: Observable<typeof import('./plots/index.ts')>;
}

const loadedPlots = defer(() => from(import('./plots/index.ts')));

/**
 * The report of a run, when it is over: report.html, a page that needs no network and no script, and its plots as
 * images. For the end of a run, of which it holds a bounded part, whatever the number of steps.
 *
 * ```text
 * source      -r-e-p|          a run, an epoch, how images were classified
 * thumbnail         --(t|)     of the image with the greatest loss
 * rasterized          -(i|)    of each drawing in turn
 * output      --------hij(k|)  h report.html; i, j its plots, k those images, as PNG
 * ```
 *
 * Emits nothing where the run came to no epoch and classified no images. Of several runs the last is reported. An
 * image without a thumbnail is named, with why. A drawing that fails is an error, after the page was emitted; an error
 * of the source is passed on, without a report.
 */
export const runReport =
  (config: RunReportConfig): OperatorFunction<Metric, ReportFile> =>
  (source) =>
    source.pipe(
      reduce(foldReport, noReport),
      filter(hasResult),
      concatMap((state) => filesOf(state, config)),
    );

const filesOf = (
  state: ReportState,
  { thumbnail, rasterized, plots$ = loadedPlots }: RunReportConfig,
): Observable<ReportFile> =>
  forkJoin([plots$, thumbnailsOf(state, thumbnail)]).pipe(
    concatMap(([{ plotsOf }, thumbnails]) => {
      const plots = plotsOf(state);
      return concat(
        defer(() => of({ name: 'report.html', content: reportPage(state, plots, thumbnails) })),
        from(drawingsOf(state, plots, thumbnails)).pipe(
          concatMap(({ name, draw }) =>
            defer(() => rasterized(draw())).pipe(map((content) => ({ name: `${name}.png`, content }))),
          ),
        ),
      );
    }),
  );

interface NamedDrawing {
  readonly name: string;
  /** SVG: drawn when it is its turn. */
  readonly draw: () => string;
}

function drawingsOf(
  state: ReportState,
  plots: readonly Plot[],
  thumbnails: Thumbnails,
): readonly NamedDrawing[] {
  const run = state.run === null ? '' : `${state.run.pipeline}: `;
  const drawings = plots.map(({ name, title, size, draw }) => ({
    name,
    draw: () => draw({ ...size, title: `${run}${title}` }),
  }));
  return (lastSummary(state)?.topLosses ?? []).length === 0
    ? drawings
    : [...drawings, { name: 'top-losses', draw: () => topLossesGrid(state, thumbnails) }];
}

/** One after the other: they are few. */
const thumbnailsOf = (state: ReportState, thumbnail: RunReportConfig['thumbnail']): Observable<Thumbnails> =>
  from(lastSummary(state)?.topLosses ?? []).pipe(
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
