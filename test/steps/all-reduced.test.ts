import { map } from 'rxjs';
import { expect, test } from 'vitest';
import { tf } from '../../src/engine/index.ts';
import { allReduced, Gradients } from '../../src/steps/index.ts';
import { marbles } from '../support/marbles.ts';
import { agreementOfTwo } from './exchanged.ts';
import { colourModel, ownedState } from './tiny-model.ts';

const made = (letter: string): Gradients =>
  new Gradients({
    tensors: letter === 'h' ? null : [tf.ones([2]), null],
    ...{ loss: 1, count: 4, index: 0, fitStep: 0, fraction: 0.25 },
  });

const seen = (gradients: Gradients) => {
  using owned = gradients;
  return owned.tensors?.map((tensor) => (tensor === null ? null : [...tensor.dataSync()])) ?? 'held';
};

test('adds up the gradients of two processes, each times its share', () => {
  using state = ownedState(colourModel());
  const before = tf.memory().numTensors;
  marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('  -x---h-|');
    const sourceSubs = '   ^------!';
    const exchange = cold('-(r|)');
    const expected = '     --x--h-|';
    const config = { state, now: () => 0, agreement: agreementOfTwo(exchange) };
    expectObservable(source.pipe(map(made), allReduced(config), map(seen))).toBe(expected, {
      x: [[0.5, 0.5], null],
      h: 'held',
    });
    expectSubscriptions(source.subscriptions).toBe(sourceSubs);
  });
  expect(tf.memory().numTensors).toBe(before);
});
