import { map } from 'rxjs';
import { expect, test } from 'vitest';
import { tf } from '../../src/engine/index.ts';
import { agreed, Gradients } from '../../src/steps/index.ts';
import { marbles } from '../support/marbles.ts';
import { agreementOfTwo } from './exchanged.ts';
import { colourModel, ownedState } from './tiny-model.ts';

const made = (letter: string): Gradients =>
  new Gradients({
    tensors: [tf.zeros([3, 2]), tf.zeros([2])],
    ...{ loss: letter === 'x' ? 1 : 3, count: 4, index: 0, fitStep: 0 },
  });

const seen = (gradients: Gradients) => {
  using owned = gradients;
  const { loss, count, fraction } = owned;
  return { loss, count, fraction };
};

const shown = { x: { loss: 1, count: 8, fraction: 0.5 }, y: { loss: 3, count: 8, fraction: 0.5 } };

test('joins the losses and the numbers of images of two processes', () => {
  using state = ownedState(colourModel());
  const before = tf.memory().numTensors;
  marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('  -x---y-|');
    const sourceSubs = '   ^------!';
    const exchange = cold('-(r|)');
    const expected = '     --x---y|';
    const config = { state, now: () => 0, agreement: agreementOfTwo(exchange) };
    expectObservable(source.pipe(map(made), agreed(config), map(seen))).toBe(expected, shown);
    expectSubscriptions(source.subscriptions).toBe(sourceSubs);
  });
  expect(tf.memory().numTensors).toBe(before);
});

test('unsubscribing during the exchange frees the gradients', () => {
  using state = ownedState(colourModel());
  const before = tf.memory().numTensors;
  marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('-x-----');
    const exchange = cold('-----r');
    const config = { state, now: () => 0, agreement: agreementOfTwo(exchange) };
    expectObservable(source.pipe(map(made), agreed(config), map(seen)), '---!').toBe('----');
    expectSubscriptions(source.subscriptions).toBe('^--!');
  });
  expect(tf.memory().numTensors).toBe(before);
});
