import { map, of } from 'rxjs';
import { describe, test } from 'vitest';
import type { Batch } from '../../src/core/index.ts';
import type { BatchTransform } from '../../src/batches/index.ts';
import { tf, type Tensor4D } from '../../src/engine/index.ts';
import { prepared } from '../../src/prediction/prepared.ts';
import { marbles } from '../support/marbles.ts';
import { decode, image, withPredictor } from './made-predictor.ts';

/** Augmented images are negatives. */
const negative: BatchTransform = {
  name: 'negative',
  settings: {},
  apply: (images, { split }) => (split === 'train' ? tf.sub(1, images) : images.clone()),
};

/** Disposes a batch and returns its reds, the positions of its files, and those that were skipped. */
function consume(batch: Batch<Tensor4D>) {
  using owned = batch;
  const values = owned.images?.dataSync() ?? [];
  return {
    reds: [...values].filter((_, i) => i % 3 === 0).map((value) => Number(value.toFixed(3))),
    positions: owned.files.map(({ index }) => index),
    skipped: owned.skipped.map(({ file }) => file.index),
  };
}

describe('prepared', () => {
  test('batches images, and emits the augmented copies of a batch before the one as in validation', () => {
    withPredictor((predictor) => {
      marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
        const images = { a: image('a'), b: image('b'), c: image('c') };
        const source = cold('   -a-b-----(c|)', images);
        const sub = '           ^--------!   ';
        const output = '        ---(xy)--(zw|)';
        const batches$ = source.pipe(
          prepared({
            predictor: { ...predictor, batch: [negative] },
            decode,
            batchSize: 2,
            augmented: 1,
            turn: of(0),
          }),
          map(consume),
        );
        expectObservable(batches$).toBe(output, {
          x: { reds: [0], positions: [0], skipped: [1] },
          y: { reds: [1], positions: [0], skipped: [1] },
          z: { reds: [0.8], positions: [0], skipped: [] },
          w: { reds: [0.2], positions: [0], skipped: [] },
        });
        expectSubscriptions(source.subscriptions).toBe(sub);
      });
    });
  });
});
