import { concat, map, NEVER, of } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { defaultEngine, describeError, MillraceError, trainingDiverged } from '../../src/core/index.ts';
import { tf } from '../../src/engine/index.ts';
import { classLoss, type TrainState } from '../../src/nn/index.ts';
import { Gradients, stopOnNaN, trainStep } from '../../src/steps/index.ts';
import { failAfter } from '../support/fail-after.ts';
import { expectNoLeaks } from '../support/made-batches.ts';
import { marbles } from '../support/marbles.ts';
import { made as batch } from './lettered-batches.ts';
import { colourModel, ownedState, trainConfig, weightsOf } from './tiny-model.ts';

/** Losses by letter; the gradients of the capitals overflowed. */
const losses: Readonly<Record<string, number>> = { x: 1, X: 1, n: NaN, N: NaN, i: Infinity, I: -Infinity };

const made = (letter: string): Gradients =>
  new Gradients({
    tensors: letter === letter.toUpperCase() ? null : [tf.ones([3, 2]), tf.ones([2])],
    loss: losses[letter]!,
    count: 2,
    index: 6,
    fitStep: 2,
  });

/** Frees gradients, and returns their loss. */
const seen = (gradients: Gradients): number => {
  using owned = gradients;
  return owned.loss;
};

const divergedAt = (loss: number, advice = 'Use a smaller --lr.'): MillraceError =>
  new MillraceError(
    trainingDiverged('phase 2, epoch 3, step 7', 'a finite loss', `${loss} at learning rate 0.5`, advice),
  );
const float16 = { engine: { ...defaultEngine, precision: 'float16' } } as const;
const withScale = (state: TrainState, value: number): TrainState => {
  state.scalars = { ...state.scalars, lossScale: { value, steps: 0 } };
  return state;
};

describe('stopOnNaN', () => {
  test('errors at a loss that is NaN', () => {
    using state = ownedState(colourModel());
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -x-n-|');
      const sourceSubs = '   ^--!';
      const expected = '     -x-#';
      const output = source.pipe(map(made), stopOnNaN(trainConfig(state)), map(seen));
      expectObservable(output).toBe(expected, losses, divergedAt(NaN));
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test.each([
    ['never', '-', '-', '^'],
    ['empty', '--|', '--|', '^-!'],
    ['an error', '-x-#', '-x-#', '^--!'],
    ['finite losses, some without gradients', '-x-X-x-|', '-x-X-x-|', '^------!'],
  ])('%s', (_, diagram, expected, subscriptions) => {
    using state = ownedState(colourModel());
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(diagram);
      const output = source.pipe(map(made), stopOnNaN(trainConfig(state)), map(seen));
      expectObservable(output).toBe(expected, losses);
      expectSubscriptions(source.subscriptions).toBe(subscriptions);
    });
  });

  test('endless, unsubscribed early', () => {
    using state = ownedState(colourModel());
    marbles().run(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('-x-x-x-');
      const output = source.pipe(map(made), stopOnNaN(trainConfig(state)), map(seen));
      expectObservable(output, '----!').toBe('-x-x', losses);
      expectSubscriptions(source.subscriptions).toBe('^---!');
    });
  });

  test.each([
    ['i', Infinity],
    ['I', -Infinity],
  ])('%s: errors at an infinite loss, with and without gradients', (letter, loss) => {
    using state = ownedState(colourModel());
    marbles().run(({ cold, expectObservable }) => {
      const output = cold(`-${letter}`).pipe(map(made), stopOnNaN(trainConfig(state)), map(seen));
      expectObservable(output).toBe('-#', {}, divergedAt(loss));
    });
  });

  test('names the learning rate of the step', () => {
    using state = ownedState(colourModel());
    const schedule = (done: number) => ({ learningRates: [0, 12345.6 * done], momentum: null });
    let error: unknown;
    of('n')
      .pipe(map(made), stopOnNaN(trainConfig(state, { schedule })))
      .subscribe({ error: (cause: unknown) => (error = cause) });
    expect(describeError((error as MillraceError).detail)).toBe(
      'phase 2, epoch 3, step 7: expected a finite loss, received NaN at learning rate 6170. Use a smaller --lr.',
    );
  });

  test.each([
    ['overflowed: dropped while the scale can fall', 'N', 1, '-x-----|'],
    ['overflowed at the lowest scale', 'N', 0.5, '-x-#'],
    ['with gradients: the scale did not fall', 'n', 2 ** 16, '-x-#'],
  ])('a float16 loss %s', (_, letter, scale, expected) => {
    using state = withScale(ownedState(colourModel()), scale);
    const error = divergedAt(NaN, 'Use a smaller --lr, or --precision float32.');
    marbles().run(({ cold, expectObservable }) => {
      const source = cold(`-x-${letter}---|`);
      const output = source.pipe(map(made), stopOnNaN(trainConfig(state, float16)), map(seen));
      expectObservable(output).toBe(expected, losses, error);
    });
  });
});

/** A loss that is NaN, and whose gradient is NaN. */
const broken = classLoss('broken', (logits) => tf.mean(tf.mul(logits, NaN), 1));

describe('in a training step', () => {
  const run = (state: TrainState, count: number, change = {}) => {
    const config = trainConfig(state, { loss: broken, ...change });
    const emitted: unknown[] = [];
    of(...Array.from({ length: count }, () => 'a'))
      .pipe(map(batch), trainStep({ ...config, between: [stopOnNaN(config)] }))
      .subscribe({ next: (step) => emitted.push(step), error: (error: unknown) => emitted.push(error) });
    return emitted;
  };

  test('the failed step changes nothing', () => {
    using state = ownedState(colourModel());
    const before = weightsOf(state.model);
    expect(run(state, 1)).toEqual([expect.any(MillraceError)]);
    expect(weightsOf(state.model)).toEqual(before);
    expect(state.scalars.smoothLoss.count).toBe(0);
  });

  test('float16: the scale falls from 65,536 to 0.5 in 17 steps, the last of which errors', () => {
    using state = ownedState(colourModel());
    expect(run(state, 16, float16)).toEqual([]);
    expect(state.scalars.lossScale.value).toBe(1);
    expect(run(state, 2, float16)).toEqual([expect.any(MillraceError)]);
    expect(state.scalars).toMatchObject({ lossScale: { value: 0.5 }, smoothLoss: { count: 0 } });
  });
});

test.each([
  ['completed', of('x', 'X', 'x'), {}],
  ['diverged', of('x', 'n', 'x'), {}],
  ['dropped', of('x', 'N', 'x'), float16],
  ['failed', failAfter('x'), {}],
  ['unsubscribed', concat(of('x'), NEVER), {}],
])('%s: no tensor leaks', (_, source, change) => {
  expectNoLeaks(() => {
    using state = ownedState(colourModel());
    source
      .pipe(map(made), stopOnNaN(trainConfig(state, change)), map(seen))
      .subscribe({ error: () => {} })
      .unsubscribe();
  });
});
