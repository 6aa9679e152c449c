import { map, of, type Observable } from 'rxjs';
import { expect, test } from 'vitest';
import type { Step } from '../../src/core/index.ts';
import { trainStep } from '../../src/steps/index.ts';
import { descent, made } from './lettered-batches.ts';
import { colourModel, ownedState, redAndGreen, trainConfig, weightsOf } from './tiny-model.ts';

const close = (value: number): number => expect.closeTo(value, 5) as number;

const train = (source: Observable<string>, config: ReturnType<typeof trainConfig>): Step[] => {
  const seen: Step[] = [];
  source.pipe(map(made), trainStep(config)).subscribe((metric) => {
    if (metric._tag === 'Step') seen.push(metric);
  });
  return seen;
};

test('losses and weights equal gradient descent in plain numbers', () => {
  using state = ownedState(colourModel());
  const names = ['a', 'b', 'b', 'a'];
  const { losses, weights } = descent(names, 0.5);
  expect(train(of(...names), trainConfig(state)).map(({ loss }) => loss)).toEqual(losses.map(close));
  expect(weightsOf(state.model)).toEqual(weights.map(close));
});

test('frozen parameters do not change, the others do', () => {
  using state = ownedState(colourModel());
  train(of('a', 'b'), trainConfig(state, { frozen: new Set(['1.weight']) }));
  const [weights, bias] = [weightsOf(state.model).slice(0, 6), weightsOf(state.model).slice(6)];
  expect(weights).toEqual(redAndGreen);
  expect(bias.every((value) => value !== 0)).toBe(true);
});

test('the schedule continues across epochs and batches without images, and stops at its end', () => {
  using state = ownedState(colourModel());
  const positions: number[] = [];
  const schedule = (position: number) => {
    positions.push(position);
    return { learningRates: [0.1, position], momentum: 0.9 };
  };
  const config = trainConfig(state, { schedule });
  const seen = [...train(of('a', 'n', 'b'), config), ...train(of('a', 'b', 'a'), config)];
  expect(positions).toEqual([0, 0.5, 0.75, 1, 1]);
  // The step reports the rate of the last group.
  expect(seen.map(({ learningRate }) => learningRate)).toEqual([0, 0.5, 0.75, 1, 1]);
  expect(state.scalars.steps).toBe(6);
});

test('waitMs measures waiting, stepMs the step', () => {
  using state = ownedState(colourModel());
  const times = [100, 130, 190, 191, 200];
  const [one, two] = train(of('a', 'b'), trainConfig(state, { now: () => times.shift()! }));
  expect(one).toMatchObject({ waitMs: 30, stepMs: 60, imagesPerSecond: 2000 / 90 });
  expect(two).toMatchObject({ waitMs: 1, stepMs: 9, imagesPerSecond: 100 });
});
