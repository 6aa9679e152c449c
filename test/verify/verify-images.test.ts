import * as E from 'fp-ts/lib/Either.js';
import { NEVER, of } from 'rxjs';
import { describe, expect, test } from 'vitest';
import type {
  Capabilities,
  CheckedImage,
  CheckedPart,
  Decoded,
  Pixels,
  Verification,
  VerificationEvent,
} from '../../src/core/index.ts';
import { verifyImages, type PredictedLabel } from '../../src/verify/index.ts';
import { collect } from '../support/collect.ts';
import { marbles } from '../support/marbles.ts';

/** An image of stripes or of squares, 32 × 32. */
const pattern = (kind: number): Pixels => ({
  height: 32,
  width: 32,
  data: Uint8Array.from({ length: 32 * 32 * 3 }, (_, i) => {
    const [x, y] = [Math.floor(i / 3) % 32, Math.floor(i / 96)];
    return 128 + 60 * Math.sin((x * (kind + 1)) / 5) + 60 * Math.cos((y * (3 * kind + 2)) / 9);
  }),
});

const outcome = (pixels: Pixels, damage?: string): E.Either<string, Decoded> =>
  E.right({ pixels, source: pixels, ...(damage === undefined ? {} : { damage }) });

const image = (
  path: string,
  part: CheckedPart = 'train',
  label: string | null = path.split('/')[0]!,
): CheckedImage => ({
  ...{ path, label, part },
});

/** Verifies images whose outcomes are known. */
async function verified(
  images: readonly CheckedImage[],
  outcomes: readonly E.Either<string, Decoded>[],
  more: {
    readonly equal?: readonly (readonly string[])[];
    readonly predictions?: readonly PredictedLabel[];
  } = {},
) {
  const { equal = [], predictions = [] } = more;
  const decode: Capabilities['decode'] = () => of(...outcomes);
  const config = { world: { decode, now: () => 0 }, root: '/d', images, equal$: of(equal), predictions };
  const result = (await collect(verifyImages(config))).at(-1) as Verification;
  return result.findings.map(({ kind, images: found, reason, exclude }) => ({
    ...{ kind, reason, exclude, paths: found.map(({ path }) => path) },
  }));
}

test('emits its progress, then the result', () => {
  marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
    const decoding = cold('   --a-b-(c|)', {
      a: outcome(pattern(0)),
      b: E.left('cannot be decoded: x'),
      c: outcome(pattern(1)),
    });
    const equal$ = cold<string[][]>('(g|)', { g: [] });
    const expected = '        0-1-2-(3r|)';
    const images = ['a/1', 'a/2', 'b/3'].map((path) => image(path));
    const progress = (done: number): VerificationEvent => ({ _tag: 'Verifying', done, total: 3, seconds: 0 });
    const r: VerificationEvent = {
      ...{ _tag: 'Verified', root: '/d', images: 3, seconds: 0, notes: [] },
      findings: [{ kind: 'unreadable', images: [image('a/2')], reason: 'x', exclude: ['a/2'] }],
    };
    const world = { decode: () => decoding, now: () => 0 };
    const values = { 0: progress(0), 1: progress(1), 2: progress(2), 3: progress(3), r };
    expectObservable(verifyImages({ world, root: '/d', images, equal$ })).toBe(expected, values);
    expectSubscriptions(decoding.subscriptions).toBe('^-----!');
    expectSubscriptions(equal$.subscriptions).toBe('  ------(^!)');
  });
});

test('early unsubscription stops decoding; never', () => {
  marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
    const decoding = cold<E.Either<string, Decoded>>('---');
    const world = { decode: () => decoding, now: () => 0 };
    const x = { _tag: 'Verifying', done: 0, total: 0, seconds: 0 };
    const events = verifyImages({ world, root: '/d', images: [], equal$: NEVER });
    expectObservable(events, '--!').toBe('x--', { x });
    expectSubscriptions(decoding.subscriptions).toBe('^-!');
  });
});

describe('findings', () => {
  test('a damaged image', async () => {
    expect(await verified([image('a/1')], [outcome(pattern(0), 'part of its JPEG data is corrupt')])).toEqual(
      [
        {
          ...{
            kind: 'damaged',
            reason: 'part of its JPEG data is corrupt',
            paths: ['a/1'],
            exclude: ['a/1'],
          },
        },
      ],
    );
  });

  const same = [0, 0, 1].map((kind) => outcome(pattern(kind)));
  const equal = [['a/1', 'a/2']];

  test('exact copies of one part: all but the first are left out', async () => {
    expect(await verified([image('a/1'), image('a/2'), image('a/3')], same, { equal })).toEqual([
      { kind: 'copies', reason: '2 exact copies', exclude: ['a/2'], paths: ['a/1', 'a/2'] },
    ]);
  });

  test('in training and validation, or test: those of training', async () => {
    const found = await verified([image('a/1'), image('a/2', 'valid'), image('a/3')], same, { equal });
    expect(found).toMatchObject([{ reason: '2 exact copies, in training and validation', exclude: ['a/1'] }]);
    const tested = await verified([image('a/1'), image('a/2', 'other', null), image('a/3')], same, { equal });
    expect(tested).toMatchObject([
      { reason: '2 exact copies, in training and outside of it', exclude: ['a/1'] },
    ]);
  });

  test('of several classes: all', async () => {
    const images = [image('a/1'), image('b/2', 'valid'), image('a/3')];
    expect(await verified(images, same, { equal: [['a/1', 'b/2']] })).toMatchObject([
      {
        reason: '2 exact copies, of the classes a, b: probably a wrong label, in training and validation',
        exclude: ['a/1', 'b/2'],
      },
    ]);
  });

  test('images that look the same, with their exact copies; one in a part is harmless', async () => {
    const all = [0, 0, 0].map((kind) => outcome(pattern(kind)));
    const images = [image('a/1', 'valid'), image('a/2'), image('a/3')];
    expect(await verified(images, all, { equal })).toMatchObject([
      { kind: 'copies', exclude: ['a/2'] },
      {
        ...{ kind: 'near copies', reason: '3 images that look the same, in training and validation' },
        ...{ paths: ['a/1', 'a/2', 'a/3'], exclude: ['a/2', 'a/3'] },
      },
    ]);
    const series = await verified([image('a/1'), image('a/2'), image('a/3')], all);
    expect(series).toMatchObject([
      { kind: 'near copies', reason: '3 images that look the same', exclude: [] },
    ]);
  });

  test('files that cannot be decoded are no copies of each other', async () => {
    const bad = E.left('cannot be decoded: an HTML page');
    const found = await verified([image('a/1'), image('a/2')], [bad, bad], { equal });
    expect(found.map(({ kind }) => kind)).toEqual(['unreadable', 'unreadable']);
  });

  test('labels that a model contradicts with the confidence of the class', async () => {
    const images = ['a/1', 'a/2', 'b/1', 'b/2', 'b/3'].map((path) => image(path, 'valid'));
    const prediction = (path: string, predicted: string, probability: number): PredictedLabel => ({
      ...{ path, label: path[0]!, predicted, probability },
    });
    const predictions = [
      prediction('a/1', 'a', 0.95),
      prediction('b/3', 'b', 0.75),
      // Above, and below, the mean confidence of a; above that of b; of images that are gone or have a new label.
      prediction('b/1', 'a', 0.96),
      prediction('b/2', 'a', 0.94),
      prediction('a/2', 'b', 0.8),
      prediction('b/9', 'a', 0.99),
      { path: 'a/2', label: 'c', predicted: 'a', probability: 0.99 },
    ];
    const found = await verified(
      images,
      images.map((_, i) => outcome(pattern(i))),
      { predictions },
    );
    expect(found).toEqual([
      { kind: 'label', reason: 'labelled b, predicted a with 0.960', paths: ['b/1'], exclude: [] },
      { kind: 'label', reason: 'labelled a, predicted b with 0.800', paths: ['a/2'], exclude: [] },
    ]);
  });
});
