import * as E from 'fp-ts/lib/Either.js';
import { from, of } from 'rxjs';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { at, createRng, type Capabilities, type Item, type ItemError } from '../../src/core/index.ts';
import { decoded, resize, type DecodedConfig } from '../../src/items/index.ts';
import { collect } from '../support/collect.ts';
import { marbles } from '../support/marbles.ts';
import { fileAt, grey } from './fake-files.ts';

const a = fileAt(0, '/a.jpg');
const b = fileAt(1, '/b.JPEG');
const c = fileAt(2, '/c.png');

let bytes: Uint8Array;
beforeAll(async () => {
  const background = { r: 10, g: 20, b: 30 };
  bytes = await sharp({ create: { width: 6, height: 4, channels: 3, background } })
    .jpeg()
    .toBuffer();
});

const config = (rest: Partial<DecodedConfig>): DecodedConfig => ({
  decode: () => of(E.left('alone')),
  transforms: [resize(2)],
  split: 'valid',
  rng: createRng(1),
  epoch: 0,
  ...rest,
});

/** Shows which decoder was used. */
const summaryOf = (outcome: E.Either<ItemError, Item>): string =>
  E.isLeft(outcome) ? outcome.left.reason : `${outcome.right.pixels.height}×${outcome.right.pixels.width}`;

describe('decoded with readImage', () => {
  test('decodes JPEG files in a group and others alone, in order', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('(abc|)', { a, b, c });
      const slow = cold('  ---(x|)', { x: bytes });
      const fast = cold('  -(x|)', { x: bytes });
      const png = cold('   --(p|)', { p: E.right(grey(7)) });
      const expected = '   ---(abc|)';
      const readImage: Capabilities['readImage'] = (path) => (path === '/a.jpg' ? slow : fast);
      const pixels = {
        height: 2,
        width: 2,
        data: Uint8Array.from([10, 20, 30, 10, 20, 30, 10, 20, 30, 10, 20, 30]),
      };
      const source2 = { height: 4, width: 6 };
      expectObservable(source.pipe(decoded(config({ readImage, decode: () => png })))).toBe(expected, {
        a: E.right({ file: a, pixels, source: source2 }),
        b: E.right({ file: b, pixels, source: source2 }),
        c: E.right({ file: c, pixels: grey(7) }),
      });
      expectSubscriptions(slow.subscriptions).toBe('^--!');
      expectSubscriptions(fast.subscriptions).toBe('^!');
      expectSubscriptions(png.subscriptions).toBe('^-!');
    });
  });

  test('early unsubscription stops reading', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const reading = cold('-----(x|)', { x: bytes });
      expectObservable(of(a).pipe(decoded(config({ readImage: () => reading }))), '--!').toBe('---');
      expectSubscriptions(reading.subscriptions).toBe('^-!');
    });
  });

  test('files that the engine cannot read or decode are decoded alone', async () => {
    const contents: Readonly<Record<string, Uint8Array | null>> = {
      '/0.jpg': bytes,
      '/1.jpg': null,
      '/2.jpg': new Uint8Array(3),
    };
    const readImage: Capabilities['readImage'] = (path) => of(contents[path] ?? null);
    const outcomes = await collect(
      from([0, 1, 2].map((i) => fileAt(i))).pipe(decoded(config({ readImage }))),
    );
    expect(outcomes.map(summaryOf)).toEqual(['2×2', 'alone', 'alone']);
  });

  test('the result does not depend on the concurrency', async () => {
    const images = await Promise.all(
      Array.from({ length: 9 }, (_, i) =>
        sharp({
          create: { width: 20 + i, height: 30, channels: 3, background: { r: 9 * i, g: 200 - i, b: 40 } },
        })
          .jpeg()
          .toBuffer(),
      ),
    );
    const head = at(images, 0);
    // This file ends with the right marker but lacks most of its data.
    const hollow = Buffer.concat([head.subarray(0, head.length - 60), Buffer.from([0xff, 0xd9])]);
    const all = [...images.slice(1), hollow];
    const readImage: Capabilities['readImage'] = (path) => of(at(all, Number(/\d+/.exec(path)?.[0])));
    const outcomes = (concurrency: number) =>
      collect(
        from(all.map((_, i) => fileAt(i))).pipe(
          decoded(config({ readImage, concurrency, split: 'train', transforms: [resize(16)] })),
        ),
      );
    const one = await outcomes(1);
    expect(await outcomes(3)).toEqual(one);
    expect(await outcomes(256)).toEqual(one);
  });
});
