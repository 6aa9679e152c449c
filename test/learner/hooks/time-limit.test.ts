import type { Observable } from 'rxjs';
import type { TestScheduler } from 'rxjs/testing';
import { describe, expect, test } from 'vitest';
import type { ItemSkipped, Step } from '../../../src/core/index.ts';
import { tf } from '../../../src/engine/index.ts';
import { fineTune, fitOneCycle, timeLimit, type FitContext } from '../../../src/learner/index.ts';
import { made } from '../../support/made-metrics.ts';
import { marbles } from '../../support/marbles.ts';
import { kinds, madeContext, madeData, madeLearner, meanColour, only, runPhase } from '../made-run.ts';
import { madeWorld } from '../made-world.ts';
import { epochsOf, madeFit } from './made-fit.ts';

const reason = 'the time limit of 4s was reached';
const steps = { s: made.step(), i: made.itemSkipped() };
const values = {
  ...steps,
  p: made.phaseStarted(),
  r: made.epochRow(),
  f: made.fitEnded({ reason }),
  g: made.fitEnded({ epochs: 0, reason }),
};
const hook = timeLimit(4);
/** Returns the steps of an epoch as the hook changes them. */
const stepsOf = (steps: Observable<Step | ItemSkipped>, fit: FitContext) =>
  hook.steps!({ ...fit, epoch: 0, firstStep: 0 })(steps);

/** Makes a fit whose clock counts a second per frame. */
const timedFit = (scheduler: TestScheduler) =>
  madeFit({ world: madeWorld({ now: () => 1000 * scheduler.now() }) });

describe('the steps of timeLimit', () => {
  test('end with the first step after the limit', () => {
    const scheduler = marbles();
    using context = timedFit(scheduler);
    scheduler.run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  s---s---s|', steps);
      const sourceSubs = '   ^---!';
      const expected = '     s---(s|)';
      expectObservable(stepsOf(source, context)).toBe(expected, steps);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test.each([
    ['never', '-', '-', '^'],
    ['empty', '--|', '--|', '^-!'],
    ['an error', 's-s-#', 's-s-#', '^---!'],
    ['within the limit', 's-s|', 's-s|', '^--!'],
    ['a skipped image is no step', 's----i-s-', 's----i-(s|)', '^------!'],
  ])('%s', (_, diagram, expected, subscriptions) => {
    const scheduler = marbles();
    using context = timedFit(scheduler);
    scheduler.run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(diagram, steps);
      expectObservable(stepsOf(source, context)).toBe(expected, steps);
      expectSubscriptions(source.subscriptions).toBe(subscriptions);
    });
  });

  test('endless, unsubscribed early', () => {
    const scheduler = marbles();
    using context = timedFit(scheduler);
    scheduler.run(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('s-s-s-', steps);
      expectObservable(stepsOf(source, context), '---!').toBe('s-s', steps);
      expectSubscriptions(source.subscriptions).toBe('^--!');
    });
  });
});

describe('the epochs of timeLimit', () => {
  test.each([
    ['never', '-', '-', '^'],
    ['empty', '--|', '--|', '^-!'],
    ['an error', 'ps-#', 'ps-#', '^--!'],
    ['within the limit', 'ps-r|', 'ps-r|', '^---!'],
    ['the fit ends with the row after the limit', 'ps-r-r-', 'ps-r-(rf|)', '^----!'],
  ])('%s', (_, diagram, expected, subscriptions) => {
    const scheduler = marbles();
    using context = timedFit(scheduler);
    scheduler.run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(diagram, values);
      expectObservable(source.pipe(epochsOf(hook, context))).toBe(expected, values);
      expectSubscriptions(source.subscriptions).toBe(subscriptions);
    });
  });

  test('a fit that starts after the limit is skipped', () => {
    const scheduler = marbles();
    using context = timedFit(scheduler);
    scheduler.run(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold('p|', values);
      const second = cold('ps-r-|', values);
      expectObservable(first.pipe(epochsOf(hook, context))).toBe('p|', values);
      expectObservable(second.pipe(epochsOf(hook, context)), '----^').toBe('----(pg|)', values);
      expectSubscriptions(second.subscriptions).toBe('----(^!)');
    });
  });
});

test.each([0, -1, NaN, Infinity])('throws BadOption for %s seconds', (seconds) => {
  expect(() => timeLimit(seconds)).toThrow('timeLimit seconds: expected a positive number');
});

describe('a run with timeLimit', () => {
  /** A world whose clock advances by a second each time the run asks. */
  const ticking = () => {
    let seconds = 0;
    return madeWorld({ now: () => 1000 * seconds++ });
  };

  test('ends the epoch, saves its model, and skips later fits', async () => {
    const before = tf.memory().numTensors;
    {
      const world = ticking();
      using context = madeContext(madeLearner({}, madeData(), meanColour), { world });
      const { metrics } = await runPhase(fineTune(2, 0.01, { hooks: [timeLimit(4)] }).run(context));
      expect(kinds(metrics)).toEqual([
        ...['PhaseStarted', 'Step', 'EvaluationStep ×2', 'CheckpointSaved', 'EpochRow', 'PredictionSummary'],
        ...['PhaseStarted', 'FitEnded'],
      ]);
      expect(only(metrics, 'FitEnded')).toEqual([{ _tag: 'FitEnded', phase: 1, epochs: 0, reason }]);
      expect(world.saved.map(({ weights }) => weights)).toEqual([context.state.model.weights()]);
      expect(context.phase).toBe(2);
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  test('ends a fit of several epochs', async () => {
    using context = madeContext(madeLearner({}, madeData(), meanColour), { world: ticking() });
    const { metrics } = await runPhase(fitOneCycle(9, 0.01, { hooks: [timeLimit(4)] }).run(context));
    expect(only(metrics, 'FitEnded')).toEqual([{ _tag: 'FitEnded', phase: 0, epochs: 1, reason }]);
    expect(kinds(metrics).slice(-3)).toEqual(['EpochRow', 'FitEnded', 'PredictionSummary']);
  });

  test('trains as without it within the limit', async () => {
    const weightsAfter = async (hooks: readonly ReturnType<typeof timeLimit>[]) => {
      using context = madeContext(madeLearner({}, madeData(), meanColour));
      await runPhase(fitOneCycle(2, 0.01, { hooks }).run(context));
      return context.state.model.weights();
    };
    expect(await weightsAfter([timeLimit(4)])).toEqual(await weightsAfter([]));
  });
});
