import { describe, expect, test } from 'vitest';
import { fit, reduceOnPlateau } from '../../../src/learner/index.ts';
import { restore, snapshot } from '../../../src/nn/index.ts';
import { made } from '../../support/made-metrics.ts';
import { marbles } from '../../support/marbles.ts';
import { madeContext, madeData, madeLearner, meanColour, only, runPhase } from '../made-run.ts';
import { epochsOf, madeFit, ratesOf } from './made-fit.ts';

const values = {
  r: made.epochRow({ validLoss: 1 }),
  s: made.epochRow({ validLoss: 1 }),
  b: made.epochRow({ validLoss: 0.5 }),
  c: made.checkpointSaved(),
};

describe('reduceOnPlateau', () => {
  test('divides the rates after an epoch without improvement', () => {
    using context = madeFit();
    const hook = reduceOnPlateau();
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -r-s-r-|', values);
      const sourceSubs = '   ^------!';
      const expected = '     -r-s-r-|';
      expectObservable(source.pipe(epochsOf(hook, context))).toBe(expected, values);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
    expect(ratesOf(hook, context)[0]).toBeCloseTo(0.001, 12);
  });

  test.each([
    ['never', '-', '^', 0.1],
    ['empty', '--|', '^-!', 0.1],
    ['an error', '-r-s-#', '^----!', 0.01],
    ['improvements', '-r-c-b|', '^-----!', 0.1],
  ])('%s', (_, diagram, subscriptions, rate) => {
    using context = madeFit();
    const hook = reduceOnPlateau();
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(diagram, values);
      expectObservable(source.pipe(epochsOf(hook, context))).toBe(diagram, values);
      expectSubscriptions(source.subscriptions).toBe(subscriptions);
    });
    expect(ratesOf(hook, context)[0]).toBeCloseTo(rate, 12);
  });

  test('endless, unsubscribed early', () => {
    using context = madeFit();
    marbles().run(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('-r-c-c-', values);
      expectObservable(source.pipe(epochsOf(reduceOnPlateau(), context)), '----!').toBe('-r-c', values);
      expectSubscriptions(source.subscriptions).toBe('^---!');
    });
  });

  test('without a plateau the schedule is that of the fit', () => {
    using context = madeFit();
    expect(reduceOnPlateau().schedule!({ ...context, epoch: 0, firstStep: 0 })).toBe(context.schedule);
  });

  test('no rate is reduced below minLr, nor raised to it; momentum stays', () => {
    const schedule = () => ({ learningRates: [0.001, 0.04, 0.1], momentum: 0.8 });
    using context = madeFit({ schedule });
    const hook = reduceOnPlateau({ factor: 4, minLr: 0.02 });
    marbles().run(({ cold }) => {
      cold('(rs)', values).pipe(epochsOf(hook, context)).subscribe();
    });
    const hyper = hook.schedule!({ ...context, epoch: 1, firstStep: 0 })(0);
    expect(hyper).toEqual({ learningRates: [0.001, 0.02, 0.025], momentum: 0.8 });
  });

  test('a snapshot has the reduced rates', () => {
    using context = madeFit();
    using resumed = madeFit();
    const hook = reduceOnPlateau();
    marbles().run(({ cold }) => {
      cold('(rs)', values).pipe(epochsOf(hook, context)).subscribe();
    });
    restore(resumed.state, snapshot(context.state));
    expect(ratesOf(hook, resumed)).toEqual(ratesOf(hook, context));
    expect(ratesOf(hook, resumed)).toEqual([0.01]);
  });

  test('throws BadOption for options out of range', () => {
    expect(() => reduceOnPlateau({ factor: 1 })).toThrow('reduceOnPlateau factor: expected a number above 1');
    expect(() => reduceOnPlateau({ minLr: -1 })).toThrow('reduceOnPlateau minLr: expected a number from 0');
    expect(() => reduceOnPlateau({ patience: 0 })).toThrow('reduceOnPlateau patience');
  });
});

test('a fit with reduceOnPlateau divides its later rates, and the next fit starts anew', async () => {
  using context = madeContext(madeLearner({}, madeData(), meanColour));
  const ratesOfFit = async () => {
    const schedule = () => ({ learningRates: [0.08], momentum: 0.9 });
    // No epoch improves the training loss by 9.
    const hooks = [reduceOnPlateau({ monitor: 'train_loss', factor: 2, minDelta: 9 })];
    const { metrics } = await runPhase(fit({ name: 'made', epochs: 4, schedule, hooks }).run(context));
    return only(metrics, 'Step').map(({ learningRate }) => learningRate);
  };
  const rates = [0.08, 0.08, 0.08, 0.08, 0.04, 0.04, 0.02, 0.02];
  expect(await ratesOfFit()).toEqual(rates);
  expect(await ratesOfFit()).toEqual(rates);
});
