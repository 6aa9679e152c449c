import * as E from 'fp-ts/lib/Either.js';
import {
  catchError,
  concat,
  concatMap,
  defer,
  EMPTY,
  from,
  of,
  takeUntil,
  tap,
  type MonoTypeOperatorFunction,
  type Observable,
} from 'rxjs';
import { batchTransformed, batchTransforms, collated } from '../batches/index.ts';
import {
  at,
  MillraceError,
  valueAt,
  type Batch,
  type ClassProbability,
  type Explained,
  type ExplainedImage,
  type ImageSize,
  type Metric,
  type Notice,
  type TopLoss,
} from '../core/index.ts';
import type { Tensor4D } from '../engine/index.ts';
import { decoded, seenPart, type ItemTransform, type SeenPart } from '../items/index.ts';
import { heatMapsOf, type Model } from '../nn/index.ts';
import type { RunContext } from './phase.ts';

/** The run whose images are explained, as it is when the source completes. */
export type ExplainedContext = Pick<RunContext, 'world' | 'state' | 'data' | 'rng'>;

/**
 * At the end of a run, explains where the network looked in the images with the highest losses: {@link gradCam} of the
 * predicted classes.
 *
 * ```text
 * source      -s-t-|       s, t summaries of predictions
 * stop$       --------
 * output      -s-t-(e|)    e the images of t
 * ```
 *
 * Mirrors the source. Runs one batch of up to nine images through the evaluated weights, and frees it. Never fails a run: an
 * image that cannot be read is left out, and without a summary, after a stop, or for a network without stages there is no
 * explanation.
 *
 * @category Training and evaluation steps
 */
export const explained =
  (context: ExplainedContext): MonoTypeOperatorFunction<Metric> =>
  (source) =>
    defer(() => {
      let tops: readonly TopLoss[] = [];
      return concat(
        source.pipe(
          tap((metric) => {
            if (metric._tag === 'PredictionSummary') tops = metric.topLosses;
          }),
        ),
        defer(() => (isNeeded(tops, context) ? explanationOf(tops, context) : EMPTY)).pipe(
          // The report does without: a network of a user may have no stages.
          catchError((cause: unknown) => (cause instanceof MillraceError ? EMPTY : of(notExplained(cause)))),
          takeUntil(context.world.stop$),
        ),
      );
    });

/** Of several processes that train together, one explains. */
const isNeeded = (tops: readonly TopLoss[], { world: { collective } }: ExplainedContext): boolean =>
  tops.length > 0 && collective.rank === 0;

const notExplained = (cause: unknown): Notice => ({
  _tag: 'Notice',
  text: `the images with the highest losses are not explained: ${cause instanceof Error ? cause.message : String(cause)}`,
});

function explanationOf(tops: readonly TopLoss[], context: ExplainedContext): Observable<Explained> {
  const { world, state, data, rng } = context;
  const sizes = new Map<number, ImageSize>();
  const plan = { split: 'valid', epoch: 0, rng } as const;
  return from(tops.map(({ path }, index) => ({ path, index }))).pipe(
    decoded({ ...plan, decode: world.decode, transforms: data.item }),
    tap((outcome) => {
      if (E.isLeft(outcome)) return;
      const { file, source, pixels } = outcome.right;
      sizes.set(file.index, source ?? pixels);
    }),
    collated({ index: 0 }),
    batchTransformed({ ...plan, transforms: batchTransforms(data) }),
    concatMap((batch) => {
      const images = explainBatch(batch, state.evaluated, { tops, sizes, item: data.item });
      return images.length === 0 ? [] : [{ _tag: 'Explained', images } as const];
    }),
  );
}

/** What is known of the images of a batch, by the positions in the `index` of their files. */
interface Known {
  readonly tops: readonly TopLoss[];
  /** The upright sizes of those that are decoded. */
  readonly sizes: ReadonlyMap<number, ImageSize>;
  readonly item: readonly ItemTransform[];
}

/** Explains the images of a batch. Takes ownership of it. */
function explainBatch(
  batch: Batch<Tensor4D>,
  model: Model,
  { tops, sizes, item }: Known,
): readonly ExplainedImage[] {
  using owned = batch;
  const { images, files } = owned;
  if (images === null) return [];
  const classes = files.map(({ index }) => explainedClass(at(tops, index)));
  const maps = heatMapsOf(model, images, { classes });
  return files
    .map(({ path, index: position }, i) => {
      const map = at(maps, i);
      const size = valueAt(sizes, position);
      return {
        path,
        index: at(classes, i),
        size: [size.height, size.width] as const,
        map: { ...map, values: map.values.map(shortened) },
        box: rounded(seenPart(item, size)),
      };
    })
    .filter(({ map }) => map.values.every(Number.isFinite));
}

/** Returns the class that is predicted or, if no label is, the one that should have been. */
function explainedClass({ predicted, actual }: TopLoss): number {
  const [first, ...others] = predicted.length > 0 ? predicted : actual;
  return others.reduce<ClassProbability>(
    (best, each) => (each.probability > best.probability ? each : best),
    first ?? { index: 0, probability: 0 },
  ).index;
}

// More digits cannot be seen, and the log stays small.
const shortened = (value: number): number => Number(value.toPrecision(3));
const decimals = (value: number): number => Number(value.toFixed(4));
const rounded = ([left, top, width, height]: SeenPart): SeenPart => [
  decimals(left),
  decimals(top),
  decimals(width),
  decimals(height),
];
