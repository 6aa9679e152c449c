import * as E from 'fp-ts/lib/Either.js';
import { from, map, NEVER, of, timer } from 'rxjs';
import { describe, expect, test } from 'vitest';
import {
  createRng,
  type Capabilities,
  type Decoded,
  type ImageFile,
  type ResizeStep,
} from '../../src/core/index.ts';
import { decoded, randomResizedCrop, resize, type DecodedConfig } from '../../src/items/index.ts';
import { collect } from '../support/collect.ts';
import { decodeEach, rightOf } from '../support/decode-each.ts';
import { marbles } from '../support/marbles.ts';
import { fileAt, grey } from './fake-files.ts';

const a = fileAt(0, '/a.jpg');
const b = fileAt(1, '/b.jpg');
const p = rightOf(grey(1));
const q: E.Either<string, Decoded> = E.left('not an image');
const files = { a, b };
const outcomes = { p, q };
const values = {
  x: E.right({ file: a, pixels: grey(1), source: { height: 1, width: 1 } }),
  y: E.left({ _tag: 'ItemError', file: b, reason: 'not an image' }),
};

const config = (decode: Capabilities['decode'], rest: Partial<DecodedConfig> = {}): DecodedConfig => ({
  decode,
  split: 'train',
  rng: createRng(1),
  epoch: 0,
  ...rest,
});

describe('decoded', () => {
  test('decodes files in order; a bad image is a Left', () => {
    const paths: unknown[] = [];
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('    (ab|)', files);
      const decode = cold('    -p-(q|)', outcomes);
      const expected = '       -x-(y|)';
      const recording: Capabilities['decode'] = (requests) => {
        paths.push(...requests.map(({ image }) => image));
        return decode;
      };
      expectObservable(source.pipe(decoded(config(recording)))).toBe(expected, values);
      expectSubscriptions(decode.subscriptions).toBe('^--!');
    });
    expect(paths).toEqual(['/a.jpg', '/b.jpg']);
  });

  test('the bytes of an image are decoded instead of its file', async () => {
    const bytes = Uint8Array.of(1, 2, 3);
    const image = { path: 'upload', bytes, index: 0 };
    const images: unknown[] = [];
    const found = await collect(
      of(image).pipe(
        decoded(
          config((requests) => {
            images.push(...requests.map((request) => request.image));
            return of(p);
          }),
        ),
      ),
    );
    expect(images).toEqual([bytes]);
    expect(found).toMatchObject([E.right({ file: image })]);
  });

  test('never, empty, one, error', () => {
    marbles().run(({ cold, expectObservable }) => {
      const decode = () => cold('-(p|)', outcomes);
      const operator = decoded(config(decode));
      expectObservable(NEVER.pipe(operator)).toBe('-');
      expectObservable(cold<ImageFile>('--|').pipe(operator)).toBe('--|');
      expectObservable(cold<ImageFile>('--(a|)', files).pipe(operator)).toBe('---(x|)', values);
      expectObservable(cold<ImageFile>('--#').pipe(operator)).toBe('--#');
      expectObservable(of(a).pipe(decoded(config(() => cold('--#'))))).toBe('--#');
    });
  });

  test('an exception in the decoder or a transform errors the stream', () => {
    const thrown = new Error('out of order');
    const throws = (): never => {
      throw thrown;
    };
    marbles().run(({ expectObservable }) => {
      expectObservable(of(a).pipe(decoded(config(throws)))).toBe('#', {}, thrown);
      const plans = decodeEach((_, plan) => of(plan({ height: 1, width: 1 })).pipe(map(() => p)));
      const transform = { name: 'broken', settings: {}, choose: throws, steps: throws };
      expectObservable(of(a).pipe(decoded(config(plans, { transforms: [transform] })))).toBe('#', {}, thrown);
    });
  });

  test('early unsubscription from an endless source stops decoding', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('      a-b-a-b-a', files);
      const slow = cold('       -----(p|)', outcomes);
      const unsub = '           ---!';
      const one = decoded(config(() => slow, { concurrency: 1 }));
      expectObservable(source.pipe(one), unsub).toBe('----');
      expectSubscriptions(source.subscriptions).toBe('^--!');
      expectSubscriptions(slow.subscriptions).toBe('^--!');
    });
  });

  test('decodes at most concurrency images at once', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const slow = cold('                   ------(p|)', outcomes);
      const subs = ['                       ^-----!', '^-----!', '------^-----!'];
      const expected = '                    ------(xx)--(x|)';
      const two = decoded(
        config(
          decodeEach(() => slow),
          { concurrency: 2 },
        ),
      );
      expectObservable(from([a, a, a]).pipe(two)).toBe(expected, values);
      expectSubscriptions(slow.subscriptions).toBe(subs);
    });
  });
});

/** A decoder that records each plan for an image of 40 × 30 pixels. */
const planner = (
  delay: (path: string) => number,
  plans: Map<string, readonly ResizeStep[]>,
): Capabilities['decode'] =>
  decodeEach((path, plan) =>
    timer(delay(path)).pipe(
      map(() => {
        plans.set(path, plan({ height: 30, width: 40 }));
        return p;
      }),
    ),
  );

const plansOf = async (
  rest: Partial<DecodedConfig>,
  delay: (path: string) => number = () => 0,
): Promise<ReadonlyMap<string, readonly ResizeStep[]>> => {
  const plans = new Map<string, readonly ResizeStep[]>();
  const transforms = [randomResizedCrop(16), resize([4, 8])];
  const source = from([3, 4, 5]).pipe(map((index) => fileAt(index)));
  await collect(source.pipe(decoded(config(planner(delay, plans), { transforms, ...rest }))));
  return plans;
};

describe('the draws of an image', () => {
  test('depend on seed, epoch and index, not on timing or the number of decoders', async () => {
    const plans = await plansOf({});
    expect(await plansOf({ concurrency: 1 })).toEqual(plans);
    const late = (path: string): number => (path === '/3.jpg' ? 9 : 0);
    expect(new Map([...(await plansOf({}, late))].sort())).toEqual(plans);
    const different = [plans, await plansOf({ epoch: 1 }), await plansOf({ rng: createRng(2) })];
    const boxes = different.flatMap((each) =>
      [...each.values()].map((steps) => JSON.stringify(steps[0]?.box)),
    );
    expect(new Set(boxes).size).toBe(9);
  });

  test('a plan called twice returns the same steps', async () => {
    const answers: unknown[] = [];
    const decode = decodeEach((_, plan) => {
      const size = { height: 30, width: 40 };
      answers.push(plan(size), plan(size));
      return of(p);
    });
    await collect(of(a).pipe(decoded(config(decode, { transforms: [randomResizedCrop(16)] }))));
    expect(answers[0]).toEqual(answers[1]);
  });
});
