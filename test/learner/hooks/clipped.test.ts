import { concat, map, NEVER, of } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { clipped, fit } from '../../../src/learner/index.ts';
import { sgd } from '../../../src/nn/index.ts';
import { colourModel, ownedState } from '../../steps/tiny-model.ts';
import { failAfter } from '../../support/fail-after.ts';
import { expectNoLeaks } from '../../support/made-batches.ts';
import { marbles } from '../../support/marbles.ts';
import { madeContext, madeData, madeLearner, meanColour, runPhase } from '../made-run.ts';
import { madeFiles } from '../made-world.ts';
import { between, gradientsOf, valuesOf, type Values } from './lettered-gradients.ts';

/** x has norm 5, y norm 0.5; h are held back; all parameters of f are frozen. */
const values: Readonly<Record<string, Values>> = {
  x: [[3, 0], null, [-4]],
  y: [[0.25, 0.25], [0.25], [0.25]],
  z: [[0, 0]],
  h: null,
  f: [null, null],
};
const close = (value: number): number => expect.closeTo(value, 6) as number;
const shown = { ...values, c: [[close(0.6), 0], null, [close(-0.8)]] };

const made = (letter: string) => gradientsOf(values[letter]!);
const state = ownedState(colourModel());
const operator = between(clipped(1), state);

describe('clipped', () => {
  test('scales down gradients whose norm exceeds the highest', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -x-y-|');
      const sourceSubs = '   ^----!';
      const expected = '     -c-y-|';
      expectObservable(source.pipe(map(made), operator, map(valuesOf))).toBe(expected, shown);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test.each([
    ['never', '-', '-', '^'],
    ['empty', '--|', '--|', '^-!'],
    ['an error', '-x-#', '-c-#', '^--!'],
    ['gradients held back', '-h-x-|', '-h-c-|', '^----!'],
    ['frozen parameters only', '-f-|', '-f-|', '^--!'],
    ['gradients of zero', '-z-|', '-z-|', '^--!'],
  ])('%s', (_, diagram, expected, subscriptions) => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(diagram);
      expectObservable(source.pipe(map(made), operator, map(valuesOf))).toBe(expected, shown);
      expectSubscriptions(source.subscriptions).toBe(subscriptions);
    });
  });

  test('endless, unsubscribed early', () => {
    marbles().run(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('-x-y-x-');
      expectObservable(source.pipe(map(made), operator, map(valuesOf)), '----!').toBe('-c-y', shown);
      expectSubscriptions(source.subscriptions).toBe('^---!');
    });
  });

  test.each([
    [1, 7],
    [2, 5],
    [Infinity, 4],
  ])('norm type %s of (3, 0, −4) is %s', (normType, norm) => {
    const received: Values[] = [];
    of('x')
      .pipe(map(made), between(clipped(2, { normType }), state), map(valuesOf))
      .subscribe((each) => received.push(each));
    expect(received).toEqual([[[close(6 / norm), 0], null, [close(-8 / norm)]]]);
  });

  test('rejects a norm or a norm type out of range', () => {
    for (const maxNorm of [0, -1, NaN, Infinity])
      expect(() => clipped(maxNorm)).toThrow(/clipped maxNorm: expected a number above 0/);
    expect(() => clipped(1, { normType: 3 })).toThrow(
      /clipped normType: expected 1, 2 or Infinity, received 3/,
    );
  });

  test.each([
    ['completed', of('x', 'h', 'f', 'y')],
    ['failed', failAfter('x')],
    ['unsubscribed', concat(of('x'), NEVER)],
  ])('%s: no tensor leaks', (_, source) => {
    expectNoLeaks(() => {
      source
        .pipe(map(made), operator, map(valuesOf))
        .subscribe({ error: () => {} })
        .unsubscribe();
    });
  });
});

test('in a fit, a step of plain SGD is at most as long as the rate times the highest norm', async () => {
  const learner = madeLearner({ optimizer: sgd() }, madeData(), meanColour);
  using context = madeContext(learner, { files: madeFiles(4, 0) });
  const weights = () => [...context.state.model.weights().values()].flatMap(({ data }) => [...data]);
  const before = weights();
  const schedule = () => ({ learningRates: [0.5], momentum: null });
  const oneStep = fit({ name: 'one step', epochs: 1, schedule, hooks: [clipped(0.01)] });
  await runPhase(oneStep.run(context));
  const length = Math.hypot(...weights().map((weight, i) => weight - before[i]!));
  expect(length).toBeCloseTo(0.5 * 0.01, 5);
});
