import { from, of } from 'rxjs';
import { describe, expect, test } from 'vitest';
import type { Explanation, NotPredicted } from '../../src/core/index.ts';
import { explanations, type ExplanationsConfig, type Predictor } from '../../src/prediction/index.ts';
import { decodeEach, rightOf } from '../support/decode-each.ts';
import { marbles } from '../support/marbles.ts';
import { lifecycleTests } from './lifecycle-tests.ts';
import { decode, image, share, withPredictor } from './made-predictor.ts';

const close = (value: number): number => expect.closeTo(value, 6) as number;

/** The logits are the mean red and green, so the map of an image with one pixel is that colour. */
const explained = (path: string, label: string, p: number, heat: number, rgb: number[]): Explanation => ({
  path,
  label,
  probability: close(p),
  pixels: { height: 1, width: 1, data: Uint8Array.from(rgb) },
  map: { height: 1, width: 1, values: [close(heat)] },
});

const outputs = {
  x: explained('a', 'red', share(1, 0), 1, [255, 0, 0]),
  y: { path: 'b', error: 'not an image' },
  z: explained('c', 'green', share(0.4, 0.2), 0.4, [51, 102, 0]),
};
const images = { a: image('a'), b: image('b'), c: image('c') };

type Change = Partial<ExplanationsConfig>;
const config = (predictor: Predictor, change: Change = {}): ExplanationsConfig => ({
  predictor,
  decode,
  turn: of(0),
  batchSize: 2,
  ...change,
});

/** Returns the explanations of images by name, which arrive at once. */
function explainNow(
  names: string,
  predictor: Predictor,
  change: Change = {},
): readonly (Explanation | NotPredicted)[] {
  const all: (Explanation | NotPredicted)[] = [];
  from(names.split(',').map(image))
    .pipe(explanations(config(predictor, change)))
    .subscribe((each) => all.push(each));
  return all;
}

describe('explanations', () => {
  test('explains images in order, each batch together', () => {
    withPredictor((predictor) => {
      marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('   -a-b-----(c|)', images);
        const sub = '           ^--------!   ';
        const output = '        ---(xy)--(z|)';
        expectObservable(source.pipe(explanations(config(predictor)))).toBe(output, outputs);
        expectSubscriptions(source.subscriptions).toBe(sub);
      });
    });
  });

  lifecycleTests((predictor, change) => explanations(config(predictor, change)), outputs);

  test('a given class is explained in every image, also where it is improbable', () => {
    withPredictor((predictor) => {
      expect(explainNow('a,b,c', predictor, { label: 'green' })).toEqual([
        explained('a', 'green', share(0, 1), 0, [255, 0, 0]),
        outputs.y,
        outputs.z,
      ]);
    });
  });

  test('outputs beyond the classes are never explained', () => {
    withPredictor(
      (predictor) => {
        // Green has the higher logit, but no name.
        expect(explainNow('c', predictor)).toMatchObject([{ label: 'red', map: { values: [close(0.2)] } }]);
      },
      { vocab: ['red'] },
    );
  });

  test('an image with damage is explained, with a warning', () => {
    withPredictor((predictor) => {
      expect(explainNow('d', predictor)).toMatchObject([{ path: 'd', warning: 'corrupt' }]);
    });
  });

  test('the map has rows and columns of the image; the pixels are those before normalization', () => {
    withPredictor((predictor) => {
      const data = Uint8Array.of(0, 0, 0, 255, 0, 0, 51, 0, 0, 0, 0, 0, 102, 7, 7, 0, 0, 0);
      const wide = decodeEach(() => of(rightOf({ height: 2, width: 3, data })));
      const normalization = { mean: [-1, 0, 0], std: [1, 1, 1] } as const;
      const [found] = explainNow('w', { ...predictor, description: { ...predictor.description, normalization } }, { decode: wide }); // prettier-ignore
      expect(found).toMatchObject({
        // A sixth of the red: the pooling is a mean over six pixels.
        map: { height: 2, width: 3, values: [0, 1, 0.2, 0, 0.4, 0].map((red) => close(red / 6)) },
        // The mean of −1 is added to the red, which is clamped to 0.
        pixels: {
          height: 2,
          width: 3,
          data: Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7, 7, 0, 0, 0),
        },
      });
    });
  });

  test('errors with BadOption for a stage without rows and columns, and frees the batch', () => {
    withPredictor((predictor) => {
      expect(() => explainNow('a', predictor, { stage: 'input' })).not.toThrow();
      const errors: unknown[] = [];
      of(image('a'))
        .pipe(explanations(config(predictor, { stage: 'avgpool' })))
        .subscribe({ error: (error: unknown) => errors.push(String(error)) });
      expect(errors).toEqual([expect.stringContaining('a stage before the pooling: input')]);
    });
  });

  test.each<[string, Change]>([
    ['label', { label: 'blue' }],
    ['batchSize', { batchSize: 0 }],
    ['prefetch', { prefetch: 0 }],
  ])('throws BadOption for an invalid %s', (name, change) => {
    withPredictor((predictor) => {
      expect(() => explanations(config(predictor, change))).toThrow(name);
    });
  });

  test('an unknown class names those of the model', () => {
    withPredictor((predictor) => {
      expect(() => explanations(config(predictor, { label: 'blue' }))).toThrow('red, green');
    });
  });
});
