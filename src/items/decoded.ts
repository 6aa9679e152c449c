import * as E from 'fp-ts/lib/Either.js';
import { bufferCount, concatMap, defer, from, map, of, type Observable, type OperatorFunction } from 'rxjs';
import {
  at,
  valueAt,
  type Capabilities,
  type ImageFile,
  type ImageSize,
  type Item,
  type ItemError,
  type ResizePlan,
} from '../core/index.ts';
import { decodeJpegs, type JpegRequest } from '../engine/index.ts';
import { mapOrdered } from '../flow/index.ts';
import { planOf, type PlanConfig } from './item-plan.ts';
import { jpegRequest } from './jpeg-request.ts';

/** Options of {@link decoded}. */
export interface DecodedConfig
  extends PlanConfig, Pick<Capabilities, 'decode'>, Partial<Pick<Capabilities, 'readImage'>> {
  /**
   * The number of images decoded at once; 256 by default, so that a full batch has reached the decoder before a training
   * step blocks JavaScript.
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
 * b           -(q|)            q is the reason b cannot be used
 * output      ---(xy|)         x = right(a, p), y = left(b, q)
 * ```
 *
 * With `readImage`, the engine decodes ordinary JPEG files in groups, which takes a third of the time. The pixels depend
 * on the file alone, not on the grouping or on timing.
 *
 * Unsubscribing cancels all decoding in progress. Errors only if the source or the decoder itself fails.
 *
 * @category Items
 */
export const decoded =
  (config: DecodedConfig): OperatorFunction<ImageFile, Decoded> =>
  (files) => {
    const { concurrency = 256, readImage } = config;
    if (readImage === undefined)
      return files.pipe(mapOrdered((file) => decodeAlone(file, config), { concurrency }));
    return files.pipe(
      mapOrdered((file) => open(file, readImage, config), { concurrency }),
      bufferCount(concurrency),
      concatMap((group) => decodeGroup(group, config)),
    );
  };

/** A decoded image, or a file that the engine can decode. */
type OpenedFile =
  | { readonly _tag: 'Done'; readonly outcome: Decoded }
  | ({ readonly _tag: 'Jpeg'; readonly file: ImageFile; readonly request: JpegRequest } & Pick<
      Item,
      'source'
    >);

const open = (
  file: ImageFile,
  readImage: Capabilities['readImage'],
  config: DecodedConfig,
): Observable<OpenedFile> => {
  const alone = defer(() =>
    decodeAlone(file, config).pipe(map((outcome): OpenedFile => ({ _tag: 'Done', outcome }))),
  );
  if (!/\.jpe?g$/i.test(file.path)) return alone;
  return readImage(file.path).pipe(
    concatMap((bytes) => {
      const { plan, recorded } = recordSize(planOf(file, config));
      const request = bytes === null ? null : jpegRequest(bytes, plan);
      return request === null ? alone : of<OpenedFile>({ _tag: 'Jpeg', file, request, ...recorded() });
    }),
  );
};

function decodeGroup(group: readonly OpenedFile[], config: DecodedConfig): Observable<Decoded> {
  const jpegs = group.filter((each) => each._tag === 'Jpeg');
  const decodedJpegs = decodeJpegs(jpegs.map(({ request }) => request));
  const pixelsOf = new Map(jpegs.map((each, i) => [each, at(decodedJpegs, i)]));
  return from(group).pipe(
    concatMap((each): Observable<Decoded> => {
      if (each._tag === 'Done') return of(each.outcome);
      const pixels = valueAt(pixelsOf, each);
      // `decode` reports what is wrong with the file.
      return pixels === null
        ? decodeAlone(each.file, config)
        : of(E.right({ file: each.file, pixels, source: each.source }));
    }),
  );
}

const decodeAlone = (file: ImageFile, config: DecodedConfig): Observable<Decoded> =>
  defer(() => {
    const { plan, recorded } = recordSize(planOf(file, config));
    return config.decode(file.path, plan).pipe(
      map(
        E.bimap(
          (reason): ItemError => ({ _tag: 'ItemError', file, reason }),
          (pixels): Item => ({ file, pixels, ...recorded() }),
        ),
      ),
    );
  });

/** Returns a plan that records the size it is called with: the decoder is the first to know it. */
function recordSize(plan: ResizePlan): { plan: ResizePlan; recorded: () => Pick<Item, 'source'> } {
  let source: ImageSize | undefined;
  return {
    plan: ({ height, width }) => plan((source = { height, width })),
    recorded: () => (source === undefined ? {} : { source }),
  };
}
