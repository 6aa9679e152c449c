import { concat, map, NEVER, of, type Observable } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { tf } from '../../src/engine/index.ts';
import { Gradients, updated } from '../../src/steps/index.ts';
import { failAfter } from '../support/fail-after.ts';
import { expectNoLeaks } from '../support/made-batches.ts';
import { marbles } from '../support/marbles.ts';
import { colourModel, ownedState, redAndGreen, trainConfig, weightsOf } from './tiny-model.ts';

/** Makes gradients of ones: `x` of the first batch, `y` of the second, `o` of the second without tensors. */
const made = (letter: string): Gradients =>
  new Gradients({
    tensors: letter === 'o' ? null : [tf.ones([3, 2]), tf.ones([2])],
    loss: letter === 'x' ? 2 : 1,
    count: 2,
    index: letter === 'x' ? 0 : 1,
    fitStep: letter === 'x' ? 0 : 1,
  });

const smooth = (0.98 * 0.02 * 2 + 0.02) / (1 - 0.98 ** 2);
const base = { count: 2, learningRate: 0.5, momentum: 0.9 };
const updates = {
  u: { ...base, step: 0, loss: 2, smoothLoss: expect.closeTo(2, 12) as number },
  v: { ...base, step: 1, loss: 1, smoothLoss: expect.closeTo(smooth, 12) as number },
};

describe('updated', () => {
  test('emits one update per batch', () => {
    using state = ownedState(colourModel());
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -x-y-|');
      const sourceSubs = '   ^----!';
      const expected = '     -u-v-|';
      expectObservable(source.pipe(map(made), updated(trainConfig(state)))).toBe(expected, updates);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test.each([
    ['never', '-', '-', '^'],
    ['empty', '--|', '--|', '^-!'],
    ['an error', '-x-#', '-u-#', '^--!'],
  ])('%s', (_, diagram, expected, subscriptions) => {
    using state = ownedState(colourModel());
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(diagram);
      expectObservable(source.pipe(map(made), updated(trainConfig(state)))).toBe(expected, updates);
      expectSubscriptions(source.subscriptions).toBe(subscriptions);
    });
  });

  const weightsAfter = (letters: Observable<string>): readonly number[] => {
    using state = ownedState(colourModel());
    letters.pipe(map(made), updated(trainConfig(state))).subscribe();
    return weightsOf(state.model);
  };

  test('the weights follow the gradients; without tensors they stay, and the loss counts', () => {
    expect(weightsAfter(of('x'))).toEqual([...redAndGreen.map((weight) => weight - 0.5), -0.5, -0.5]);
    expect(weightsAfter(of('o'))).toEqual([...redAndGreen, 0, 0]);
    using state = ownedState(colourModel());
    of('x', 'o')
      .pipe(map(made), updated(trainConfig(state)))
      .subscribe();
    expect(state.scalars.smoothLoss).toMatchObject({ count: 2, value: updates.v.smoothLoss });
  });
});

test.each([
  ['completed', of('x', 'o', 'y')],
  ['failed', failAfter('x')],
  ['unsubscribed', concat(of('x'), NEVER)],
])('%s: no tensor leaks', (_, source) => {
  expectNoLeaks(() => {
    using state = ownedState(colourModel());
    source
      .pipe(map(made), updated(trainConfig(state)))
      .subscribe({ error: () => {} })
      .unsubscribe();
  });
});
