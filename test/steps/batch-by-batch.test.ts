import { map } from 'rxjs';
import { expect, test } from 'vitest';
import { tf } from '../../src/engine/index.ts';
import { batchByBatch } from '../../src/steps/index.ts';
import { marbles } from '../support/marbles.ts';
import { made } from './lettered-batches.ts';

test('one batch after the other; no tensor is left', () => {
  const before = tf.memory().numTensors;
  marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('  -ab--|');
    const sourceSubs = '   ^----!';
    const stream = cold('  --(x|)');
    const expected = '     ---x-(x|)';
    const operator = batchByBatch((batch) => {
      batch[Symbol.dispose]();
      return stream;
    });
    expectObservable(source.pipe(map(made), operator)).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(sourceSubs);
  });
  expect(tf.memory().numTensors).toBe(before);
});

test.each([
  ['unsubscribed', '--x-----'],
  ['after an error', '--x--#'],
])('%s, it frees the batches that wait', (name, expected) => {
  const before = tf.memory().numTensors;
  marbles().run(({ cold, expectObservable }) => {
    const source = cold(name === 'unsubscribed' ? '-ab-----' : '-ab--#');
    const operator = batchByBatch((batch) => {
      batch[Symbol.dispose]();
      return cold('-x------');
    });
    expectObservable(source.pipe(map(made), operator), '------!').toBe(expected);
  });
  expect(tf.memory().numTensors).toBe(before);
});
