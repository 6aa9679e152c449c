import * as E from 'fp-ts/lib/Either.js';
import { from, type Observable } from 'rxjs';
import type { Capabilities, Decoded, Pixels, ResizePlan } from '../../src/core/index.ts';
import { mapOrdered } from '../../src/flow/index.ts';

/** Returns a decoder from a decoder of one file; it starts all images of a call at once. */
export const decodeEach =
  (
    decode: (path: string, plan: ResizePlan) => Observable<E.Either<string, Decoded>>,
  ): Capabilities['decode'] =>
  (requests) =>
    from(requests).pipe(mapOrdered(({ image, plan }) => decode(String(image), plan), { concurrency: 1000 }));

/** Returns the outcome for an image that keeps its size. */
export const rightOf = (pixels: Pixels): E.Either<string, Decoded> =>
  E.right({ pixels, source: { height: pixels.height, width: pixels.width } });
