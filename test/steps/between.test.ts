import {
  concatMap,
  defer,
  delay,
  EMPTY,
  filter,
  map,
  NEVER,
  of,
  throwError,
  timer,
  type MonoTypeOperatorFunction,
} from 'rxjs';
import { describe, expect, test } from 'vitest';
import { tf } from '../../src/engine/index.ts';
import { trainStep, type Gradients } from '../../src/steps/index.ts';
import { expectNoLeaks } from '../support/made-batches.ts';
import { marbles } from '../support/marbles.ts';
import { descent, made } from './lettered-batches.ts';
import { colourModel, ownedState, trainConfig, weightsOf } from './tiny-model.ts';

type Between = MonoTypeOperatorFunction<Gradients>;

const slow = (ms: number): Between => concatMap((gradients) => of(gradients).pipe(delay(ms)));
const dropped: Between = filter((gradients) => {
  gradients[Symbol.dispose]();
  return false;
});
const heldBack: Between = map((gradients) => gradients.with(null));
const doubled: Between = map((gradients) =>
  gradients.with(gradients.tensors!.map((tensor) => (tensor === null ? null : tf.mul(tensor, 2)))),
);
const lost = new Error('another machine is lost');
const failing: Between = concatMap(() => throwError(() => lost));

const shown = { x: 0, y: 1 };

describe('operators between gradients and update', () => {
  test('one batch at a time: the next waits until the update', () => {
    using state = ownedState(colourModel());
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -ab-|');
      const sourceSubs = '   ^---!';
      const expected = '     ----x--(y|)';
      const operator = trainStep({ ...trainConfig(state), between: [slow(3)] });
      const output = source.pipe(
        map(made),
        operator,
        map((step) => step._tag === 'Step' && step.step),
      );
      expectObservable(output).toBe(expected, shown);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
    const { weights } = descent(['a', 'b'], 0.5);
    weightsOf(state.model).forEach((weight, i) => expect(weight).toBeCloseTo(weights[i]!, 5));
  });

  const trained = (between: readonly Between[]) => {
    using state = ownedState(colourModel());
    const losses: number[] = [];
    of('a', 'b')
      .pipe(map(made), trainStep({ ...trainConfig(state), between }))
      .subscribe((step) => step._tag === 'Step' && losses.push(step.loss));
    return { losses, weights: weightsOf(state.model), steps: state.scalars.steps };
  };

  test('changed gradients are applied, in the order of the list', () => {
    expect(trained([doubled]).weights).not.toEqual(trained([]).weights);
    expect(trained([doubled, heldBack])).toEqual(trained([heldBack]));
  });

  test('gradients held back change no weight; their losses count', () => {
    using untrained = ownedState(colourModel());
    const { losses, weights } = trained([heldBack]);
    expect(losses).toHaveLength(2);
    expect(weights).toEqual(weightsOf(untrained.model));
  });

  test('a batch whose gradients are dropped never was, but its step counts', () => {
    expect(trained([dropped])).toMatchObject({ losses: [], steps: 2 });
  });

  test('an error ends the stream, and trains nothing', () => {
    using state = ownedState(colourModel());
    const before = weightsOf(state.model);
    marbles().run(({ cold, expectObservable }) => {
      const operator = trainStep({ ...trainConfig(state), between: [failing] });
      expectObservable(cold('-a-b-|').pipe(map(made), operator)).toBe('-#', {}, lost);
    });
    expect(weightsOf(state.model)).toEqual(before);
  });
});

describe('tensors', () => {
  test.each<[string, readonly Between[]]>([
    ['changed', [doubled, doubled]],
    ['held back', [heldBack]],
    ['dropped', [dropped]],
    ['lost in an error', [doubled, failing]],
    ['swallowed without being freed', [concatMap(() => EMPTY)]],
    ['kept waiting for ever, then unsubscribed', [doubled, concatMap(() => NEVER)]],
  ])('%s: no tensor leaks', (_, between) => {
    expectNoLeaks(() => {
      using state = ownedState(colourModel());
      of('a', 'b', 'a')
        .pipe(map(made), trainStep({ ...trainConfig(state), between }))
        .subscribe({ error: () => {} })
        .unsubscribe();
    });
  });

  test('unsubscribed while a step waits: waiting batches are freed too', async () => {
    const before = tf.memory().numTensors;
    const state = ownedState(colourModel());
    const waiting: Between = concatMap((gradients) => defer(() => timer(10_000)).pipe(map(() => gradients)));
    const subscription = of('a', 'b', 'a')
      .pipe(map(made), trainStep({ ...trainConfig(state), between: [waiting] }))
      .subscribe();
    await new Promise((resolve) => setTimeout(resolve, 5));
    subscription.unsubscribe();
    state[Symbol.dispose]();
    expect(tf.memory().numTensors).toBe(before);
  });
});
