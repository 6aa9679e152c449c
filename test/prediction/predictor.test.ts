import { from, of } from 'rxjs';
import { expect, test } from 'vitest';
import type { Precision, Prediction } from '../../src/core/index.ts';
import { predictions, predictorOf, resolvedPrecision } from '../../src/prediction/index.ts';
import { madeModel } from '../export/made-models.ts';
import { madeWorld } from '../learner/made-world.ts';
import { collect } from '../support/collect.ts';
import { decodeEach, rightOf } from '../support/decode-each.ts';
import { expectNoLeaks } from '../support/made-batches.ts';
import { image } from './made-predictor.ts';

const saved = madeModel({ architecture: 'xresnet18' });

/** Images of 32×32 pixels, each of another pattern. */
const decode = decodeEach((path) => {
  const data = Uint8Array.from({ length: 32 * 32 * 3 }, (_, i) => 127 + 127 * Math.sin(i / Number(path)));
  return of(rightOf({ height: 32, width: 32, data }));
});

/** Returns the predictions of three images, the last one in a batch of its own. */
function predictedIn(precision?: Precision): readonly Exclude<Prediction, { readonly error: string }>[] {
  const all: Prediction[] = [];
  expectNoLeaks(() => {
    using predictor = predictorOf(saved, undefined, precision);
    from(['3', '40', '500'].map(image))
      .pipe(predictions({ decode, predictor, batchSize: 2, turn: of(0) }))
      .subscribe((prediction) => all.push(prediction));
  });
  return all.flatMap((each) => ('error' in each ? [] : [each]));
}

test('a predictor computes in the given precision, by default in float32', async () => {
  const wide = predictedIn();
  expect(wide).toHaveLength(3);
  const narrow = predictedIn('bfloat16');
  expect(narrow).not.toEqual(wide);
  narrow.forEach(({ label, probability }, i) => {
    expect(label).toEqual(wide[i]!.label);
    expect(Math.abs(Number(probability) - Number(wide[i]!.probability))).toBeLessThan(0.02);
  });
  const [found] = await collect(resolvedPrecision('auto', madeWorld(), () => 0.5));
  expect(predictedIn(found!.precision)).toEqual(wide);
});
