import * as E from 'fp-ts/lib/Either.js';
import { NEVER, of } from 'rxjs';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  at,
  CORRUPT_JPEG,
  type Capabilities,
  type Decoded,
  type DecodeRequest,
} from '../../src/core/index.ts';
import { jpegDecoder, resize, type JpegDecoderConfig } from '../../src/items/index.ts';
import { collect } from '../support/collect.ts';
import { decodeEach, rightOf } from '../support/decode-each.ts';
import { withStrayBytes } from '../support/damaged-jpegs.ts';
import { marbles } from '../support/marbles.ts';
import { grey } from './fake-files.ts';

let bytes: Uint8Array;
beforeAll(async () => {
  const background = { r: 10, g: 20, b: 30 };
  bytes = await sharp({ create: { width: 6, height: 4, channels: 3, background } })
    .jpeg()
    .toBuffer();
});

const request = (image: DecodeRequest['image']): DecodeRequest => ({ image, plan: resize(2).steps });
const decoder = (config: Partial<JpegDecoderConfig>): Capabilities['decode'] =>
  jpegDecoder({ decode: decodeEach(() => of(E.left('alone'))), readBytes: () => of(bytes), ...config });

/** Shows which decoder was used. */
const summaryOf = (outcome: E.Either<string, Decoded>): string =>
  E.isLeft(outcome) ? outcome.left : `${outcome.right.pixels.height}×${outcome.right.pixels.width}`;

describe('jpegDecoder', () => {
  test('decodes JPEG files together, then others, and emits them in order', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const slow = cold('     ---(x|)', { x: bytes });
      const fast = cold('     -(x|)', { x: bytes });
      const png = cold('      --(p|)', { p: rightOf(grey(7)) });
      const pngSubs = '       ---^-!';
      const expected = '      -----(apb|)';
      const readBytes = (path: string) => (path === '/a.jpg' ? slow : fast);
      const data = Uint8Array.from([10, 20, 30, 10, 20, 30, 10, 20, 30, 10, 20, 30]);
      const right = E.right({ pixels: { height: 2, width: 2, data }, source: { height: 4, width: 6 } });
      const requests = ['/a.jpg', '/c.png', '/b.JPEG'].map(request);
      const decode = decoder({ readBytes, decode: decodeEach(() => png) });
      expectObservable(decode(requests)).toBe(expected, { a: right, b: right, p: rightOf(grey(7)) });
      expectSubscriptions(slow.subscriptions).toBe('^--!');
      expectSubscriptions(fast.subscriptions).toBe('^!');
      expectSubscriptions(png.subscriptions).toBe(pngSubs);
    });
  });

  test('empty; errors of either part; early unsubscription', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const [jpg, png] = ['/a.jpg', '/a.png'].map(request) as [DecodeRequest, DecodeRequest];
      expectObservable(decoder({})([])).toBe('|');
      expectObservable(decoder({ readBytes: () => cold('--#') })([jpg, png])).toBe('--#');
      expectObservable(decoder({ decode: () => cold('--#') })([jpg, png])).toBe('--#');
      const reading = cold('-----(x|)', { x: bytes });
      expectObservable(decoder({ readBytes: () => reading })([jpg]), '--!').toBe('---');
      expectSubscriptions(reading.subscriptions).toBe('^-!');
      const decoding = cold('-----(p|)', { p: rightOf(grey(7)) });
      expectObservable(decoder({ decode: () => decoding })([jpg, png]), '--!').toBe('---');
      expectSubscriptions(decoding.subscriptions).toBe('^-!');
    });
  });

  test('files that the engine cannot read or decode are decoded alone', async () => {
    const contents: Readonly<Record<string, Uint8Array | null>> = {
      '/0.jpg': bytes,
      '/1.jpg': null,
      '/2.jpg': new Uint8Array(3),
    };
    const decode = decoder({ readBytes: (path) => of(contents[path] ?? null) });
    expect((await collect(decode(Object.keys(contents).map(request)))).map(summaryOf)).toEqual([
      '2×2',
      'alone',
      'alone',
    ]);
  });

  test('bytes are not read again', async () => {
    const decode = decoder({ readBytes: () => NEVER });
    const outcomes = await collect(decode([bytes, new Uint8Array(3), new Uint8Array()].map(request)));
    expect(outcomes.map(summaryOf)).toEqual(['2×2', 'alone', 'alone']);
  });

  test('a damaged file is reported in every epoch, by its path or its bytes', async () => {
    const torn = withStrayBytes(Buffer.from(bytes));
    const decode = decoder({ readBytes: (path) => of(path === '/torn.jpg' ? torn : bytes) });
    const damageOf = async (images: readonly DecodeRequest['image'][]) =>
      (await collect(decode(images.map(request)))).map((outcome) =>
        E.isRight(outcome) ? (outcome.right.damage ?? 'none') : outcome.left,
      );
    for (const images of [
      ['/a.jpg', '/torn.jpg', '/b.jpg'],
      ['/torn.jpg', '/c.jpg', '/a.jpg'],
      ['/torn.jpg'],
    ])
      expect(await damageOf(images)).toEqual(
        images.map((path) => (path === '/torn.jpg' ? CORRUPT_JPEG : 'none')),
      );
    expect(await damageOf([bytes, torn])).toEqual(['none', CORRUPT_JPEG]);
  });

  test('the pixels do not depend on the other requests', async () => {
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
    const requests = [...images.slice(1), hollow].map((image) => ({ image, plan: resize(16).steps }));
    const decode = decoder({});
    const alone = await Promise.all(requests.map((each) => collect(decode([each]))));
    expect(await collect(decode(requests))).toEqual(alone.flat());
    expect(alone.at(-1)).toEqual([E.left('alone')]);
  });
});
