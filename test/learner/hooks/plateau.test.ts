import { describe, expect, test } from 'vitest';
import { plateau } from '../../../src/learner/hooks/plateau.ts';
import { restore, snapshot, type TrainState } from '../../../src/nn/index.ts';
import { colourModel, ownedState } from '../../steps/tiny-model.ts';
import { made } from '../../support/made-metrics.ts';

const two = plateau('hook', { patience: 2 });
const nextOf = (state: TrainState, ...losses: readonly number[]): readonly boolean[] =>
  losses.map((validLoss) => two.next(state, made.epochRow({ validLoss })));

/** Sets the number of steps of the fit. */
const withSteps = (state: TrainState, steps: number): TrainState => {
  state.scalars = { ...state.scalars, steps };
  return state;
};

describe('plateau', () => {
  test('names the hook and the monitored value', () => {
    expect(two).toMatchObject({ name: 'hook(valid_loss)', reason: 'no better valid_loss for 2 epochs' });
    expect(plateau('hook', { monitor: 'accuracy' })).toMatchObject({
      name: 'hook(accuracy)',
      reason: 'no better accuracy for 1 epoch',
    });
  });

  test('ends after two epochs in a row without improvement, then counts again', () => {
    using state = ownedState(colourModel());
    expect(nextOf(state, 1, 2, 0.5, 0.5, 0.6)).toEqual([false, false, false, false, true]);
    expect(nextOf(state, 0.5, 0.5, 0.5)).toEqual([false, true, false]);
    expect(two.count(state)).toBe(2);
  });

  test('the first step of a fit forgets the one before; a resumed fit continues', () => {
    using state = ownedState(colourModel());
    nextOf(state, 1, 1, 1, 1);
    two.start(withSteps(state, 3));
    expect([two.count(state), ...nextOf(state, 1)]).toEqual([1, true]);
    two.start(withSteps(state, 0));
    expect([two.count(state), ...nextOf(state, 3, 4, 4)]).toEqual([0, false, false, true]);
  });

  test('hooks that monitor different values do not share their memory', () => {
    using state = ownedState(colourModel());
    nextOf(state, 1, 1, 1);
    expect(plateau('hook', { monitor: 'train_loss' }).count(state)).toBe(0);
  });

  // 0.1 has no finite binary fraction, so float32 would round it.
  test.each([0.1, 1 / 3, 2, Infinity])('a snapshot has the exact best value: %s', (best) => {
    using state = ownedState(colourModel());
    using resumed = ownedState(colourModel());
    nextOf(state, best, best);
    restore(resumed, snapshot(state));
    expect(nextOf(resumed, best)).toEqual(nextOf(state, best));
    expect(two.count(resumed)).toBe(1);
    expect(nextOf(resumed, best * (1 - Number.EPSILON), best)).toEqual(
      nextOf(state, best * (1 - Number.EPSILON), best),
    );
  });

  test.each([0, 1.5, NaN])('throws BadOption for a patience of %s', (patience) => {
    expect(() => plateau('hook', { patience })).toThrow('hook patience: expected a positive integer');
  });
});
