import * as E from 'fp-ts/lib/Either.js';
import { from, of } from 'rxjs';
import { describe, expect, test } from 'vitest';
import type { Prediction } from '../../src/core/index.ts';
import { carryOut } from '../../src/core/pixels/index.ts';
import { resize } from '../../src/items/index.ts';
import { predictions, type PredictionsConfig } from '../../src/prediction/index.ts';
import { decodeEach, rightOf } from '../support/decode-each.ts';
import { config, image, share, withPredictor, type Options } from './made-predictor.ts';

describe('test-time augmentation', () => {
  /** Red rises by 5 per column: the mean colour tells where a 12×12 crop was cut out. */
  const [height, width] = [12, 36];
  const wide = Uint8Array.from({ length: height * width * 3 }, (_, i) =>
    i % 3 === 0 ? 5 * (Math.floor(i / 3) % width) : 0,
  );
  const decodeWide = decodeEach((path, plan) =>
    of(
      path.includes('bad')
        ? E.left('not an image')
        : rightOf(carryOut({ height, width, data: wide }, plan({ height, width }))),
    ),
  );
  const probabilities = (names: readonly string[], options: Options): readonly number[] => {
    const all: number[] = [];
    from(names.map(image))
      .pipe(predictions(config({ decode: decodeWide, ...options })))
      .subscribe((prediction) => {
        if (!('error' in prediction))
          all.push(prediction.top.find(({ label }) => label === 'red')!.probability);
      });
    return all;
  };
  const change = { item: [resize(12)] };

  test('combines random crops with the central one', () => {
    withPredictor((predictor) => {
      const [centre] = probabilities(['1.jpg'], { predictor });
      // Columns 12 to 23.
      expect(centre).toBeCloseTo(share((5 * 17.5) / 255, 0), 5);
      const [beta1] = probabilities(['1.jpg'], { predictor, tta: { n: 3, beta: 1 } });
      expect(beta1).toBeCloseTo(centre!, 6);
      const [beta0] = probabilities(['1.jpg'], { predictor, tta: { n: 3, beta: 0 } });
      const [usual] = probabilities(['1.jpg'], { predictor, tta: { n: 3 } });
      expect(beta0).not.toBeCloseTo(centre!, 4);
      expect(usual).toBeCloseTo(0.25 * centre! + 0.75 * beta0!, 5);
      const [highest] = probabilities(['1.jpg'], { predictor, tta: { n: 3, useMax: true } });
      expect(highest).toBeGreaterThanOrEqual(Math.max(centre!, beta0!));
    }, change);
  });

  test('the draws of an image depend on the name of its file, not on its folder, place or batch', () => {
    withPredictor((predictor) => {
      const tta = { n: 2 };
      const together = probabilities(['x/1.jpg', 'x/2.jpg', 'x/3.jpg'], { predictor, tta });
      const apart = ['1.jpg', 'y\\2.jpg', '/z/3.jpg'].flatMap((each) =>
        probabilities([each], { predictor, tta }),
      );
      apart.forEach((p, i) => { expect(p).toBeCloseTo(together[i]!, 6); }); // prettier-ignore
      expect(new Set(together.map((p) => p.toFixed(5))).size).toBe(3);
    }, change);
  });

  test('an image that one pass cannot use is reported once, in its place', () => {
    withPredictor((predictor) => {
      let decodes = 0;
      // The first image is unreadable in the second pass only.
      const flaky: PredictionsConfig['decode'] = (requests) => {
        decodes++;
        return decodeWide(
          decodes === 2 ? requests.map((each, i) => (i === 0 ? { ...each, image: 'bad' } : each)) : requests,
        );
      };
      const all: Prediction[] = [];
      of(image('1.jpg'), image('2.jpg'))
        .pipe(predictions(config({ predictor, decode: flaky, tta: { n: 2 } })))
        .subscribe((prediction) => all.push(prediction));
      expect(all).toMatchObject([
        { path: '1.jpg', error: 'not an image' },
        { path: '2.jpg', label: 'red' },
      ]);
    }, change);
  });
});
