import * as E from 'fp-ts/lib/Either.js';
import { bufferCount, concatMap, defer, from, map, of, type Observable, type OperatorFunction } from 'rxjs';
import type { Capabilities, ImageFile, ImageSize, Item, ItemError, ResizePlan } from '../core/index.ts';
import { decodeJpegs, type JpegRequest } from '../engine/index.ts';
import { mapOrdered } from '../flow/index.ts';
import { planOf, type PlanConfig } from './item-plan.ts';
import { jpegRequest } from './jpeg-request.ts';

/** Options of {@link decoded}. */
export interface DecodedConfig
  extends PlanConfig, Pick<Capabilities, 'decode'>, Partial<Pick<Capabilities, 'readImage'>> {
  /**
   * The number of images decoded at once; 256 by default, so that a whole batch has been handed over before a step
   * blocks.
   */
  readonly concurrency?: number;
}

/** @inline */
type Decoded = E.Either<ItemError, Item>;

/**
 * Decodes image files to pixels, several at once, in order. An image that cannot be used is a `Left` in its place.
 *
 * ```text
 * source      (ab|)
 * a           ---(p|)
 * b           -(q|)            q is why b cannot be used
 * output      ---(xy|)         x = right(a, p), y = left(b, q)
 * ```
 *
 * With `readImage`, ordinary JPEG files are decoded by the engine in groups, which takes a third of the time. The
 * pixels depend on the file alone, not on the grouping or on timing.
 *
 * Unsubscribing cancels what is in progress. Errors only if the source or the decoder itself fails.
 *
 * @category Items
 */
export const decoded =
  (config: DecodedConfig): OperatorFunction<ImageFile, Decoded> =>
  (files) => {
    const { concurrency = 256, readImage } = config;
    if (readImage === undefined)
      return files.pipe(mapOrdered((file) => decodedByItself(file, config), { concurrency }));
    return files.pipe(
      mapOrdered((file) => opened(file, readImage, config), { concurrency }),
      bufferCount(concurrency),
      concatMap((group) => decodedTogether(group, config)),
    );
  };

/** An image on its way: decoded, or a file that the engine can decode. */
type Opened =
  | { readonly _tag: 'Done'; readonly outcome: Decoded }
  | ({ readonly _tag: 'Jpeg'; readonly file: ImageFile; readonly request: JpegRequest } & Pick<
      Item,
      'source'
    >);

const opened = (
  file: ImageFile,
  readImage: Capabilities['readImage'],
  config: DecodedConfig,
): Observable<Opened> => {
  const byItself = defer(() =>
    decodedByItself(file, config).pipe(map((outcome): Opened => ({ _tag: 'Done', outcome }))),
  );
  if (!/\.jpe?g$/i.test(file.path)) return byItself;
  return readImage(file.path).pipe(
    concatMap((bytes) => {
      const { plan, seen } = watched(planOf(file, config));
      const request = bytes === null ? null : jpegRequest(bytes, plan);
      return request === null ? byItself : of<Opened>({ _tag: 'Jpeg', file, request, ...seen() });
    }),
  );
};

function decodedTogether(group: readonly Opened[], config: DecodedConfig): Observable<Decoded> {
  const pixels = decodeJpegs(group.flatMap((each) => (each._tag === 'Jpeg' ? [each.request] : []))).values();
  const outcomes = group.map((each): Observable<Decoded> => {
    if (each._tag === 'Done') return of(each.outcome);
    const decodedPixels = pixels.next().value ?? null;
    // What is wrong with it, the other decoder can tell.
    return decodedPixels === null
      ? decodedByItself(each.file, config)
      : of(E.right({ file: each.file, pixels: decodedPixels, source: each.source }));
  });
  return from(outcomes).pipe(concatMap((outcome) => outcome));
}

const decodedByItself = (file: ImageFile, config: DecodedConfig): Observable<Decoded> =>
  defer(() => {
    const { plan, seen } = watched(planOf(file, config));
    return config.decode(file.path, plan).pipe(
      map(
        E.bimap(
          (reason): ItemError => ({ _tag: 'ItemError', file, reason }),
          (pixels): Item => ({ file, pixels, ...seen() }),
        ),
      ),
    );
  });

/** A plan, and the size that it was asked for: whoever decodes is the first to know it. */
function watched(plan: ResizePlan): { plan: ResizePlan; seen: () => Pick<Item, 'source'> } {
  let source: ImageSize | undefined;
  return {
    plan: ({ height, width }) => plan((source = { height, width })),
    seen: () => (source === undefined ? {} : { source }),
  };
}
