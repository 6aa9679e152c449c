import { concat, NEVER, of, tap, type Observable } from 'rxjs';
import { describe, expect, test } from 'vitest';
import type { StateDict, Step } from '../../../src/core/index.ts';
import { tf } from '../../../src/engine/index.ts';
import {
  accumulated,
  fit,
  fitOneCycle,
  run,
  tta,
  weightAverage,
  withModel,
  type FitContext,
  type Hook,
} from '../../../src/learner/index.ts';
import { averageDecay } from '../../../src/learner/hooks/weight-average.ts';
import { restore, snapshot } from '../../../src/nn/index.ts';
import { collect } from '../../support/collect.ts';
import { failAfter } from '../../support/fail-after.ts';
import { made } from '../../support/made-metrics.ts';
import { expectNoLeaks } from '../../support/made-batches.ts';
import { marbles } from '../../support/marbles.ts';
import { madeContext, madeData, madeLearner, meanColour, only, runPhase, small } from '../made-run.ts';
import { madeWorld } from '../made-world.ts';
import { madeFit } from './made-fit.ts';

const values = { s: made.step(), t: made.step({ step: 1 }), i: made.itemSkipped() };
const hook = weightAverage(0.9, { warmup: false });

const stepsOf = (steps: Observable<Step>, fit: FitContext) =>
  hook.steps!({ ...fit, epoch: 0, firstStep: 0 })(steps);

describe('the steps of weightAverage', () => {
  test.each([
    ['pass', '-s-t-|', '-s-t-|', '^----!'],
    ['never', '-', '-', '^'],
    ['empty', '--|', '--|', '^-!'],
    ['an error', '-s-#', '-s-#', '^--!'],
  ])('%s', (_, diagram, expected, subscriptions) => {
    using context = madeFit();
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<Step>(diagram, values as never);
      expectObservable(stepsOf(source, context)).toBe(expected, values);
      expectSubscriptions(source.subscriptions).toBe(subscriptions);
    });
  });

  test('endless, unsubscribed early', () => {
    using context = madeFit();
    marbles().run(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot<Step>('-s-t-s', values as never);
      expectObservable(stepsOf(source, context), '^---!').toBe('-s-t', values);
      expectSubscriptions(source.subscriptions).toBe('^---!');
    });
  });
});

test.each([
  ['completed', of(values.s, values.t)],
  ['failed', failAfter(values.s)],
  ['unsubscribed', concat(of(values.s), NEVER)],
])('%s: no tensor leaks', (_, steps) => {
  expectNoLeaks(() => {
    using context = madeFit();
    const { state } = context;
    state.scalars = { ...state.scalars, updates: 1 };
    stepsOf(steps, context)
      .subscribe({ error: () => {} })
      .unsubscribe();
    expect(state.evaluated).not.toBe(state.model);
  });
});

const numbers = (weights: StateDict): readonly number[] =>
  [...weights.values()].flatMap(({ data }) => [...data]);

describe('a fit with weightAverage', () => {
  const learner = (hooks: readonly Hook[]) => madeLearner({ hooks }, madeData(), small);

  test('trains as without it; the average is validated, predicted with and saved', async () => {
    const before = tf.memory().numTensors;
    const fitted = async (hooks: readonly Hook[]) => {
      const world = madeWorld();
      using context = madeContext(learner(hooks), { world });
      const weights: (readonly number[])[] = [numbers(context.state.model.weights())];
      const recorded: Hook = {
        name: 'recorded',
        steps: ({ state }) => tap(() => weights.push(numbers(state.model.weights()))),
      };
      const { metrics } = await runPhase(fitOneCycle(2, 0.1, { hooks: [recorded] }).run(context));
      const predicted = await runPhase(tta({ n: 1 }).run(context));
      const losses = only(metrics, 'Step').map(({ loss }) => loss);
      const rows = only(metrics, 'EpochRow').map(({ validLoss }) => validLoss);
      const summary = only(predicted.metrics, 'PredictionSummary')[0];
      return { weights, losses, rows, summary, saved: world.saved.map((model) => numbers(model.weights)) };
    };
    const [plain, averaged] = [await fitted([]), await fitted([weightAverage(0.9)])];
    expect(averaged.losses).toEqual(plain.losses);
    expect(averaged.weights).toEqual(plain.weights);
    expect(averaged.rows).not.toEqual(plain.rows);
    expect(averaged.summary).not.toEqual(plain.summary);
    // By hand, over the four updates of two epochs.
    let average = plain.weights[0]!;
    const expected = plain.weights.slice(1).map((weights, i) => {
      const decay = averageDecay(0.9, i + 1);
      average = average.map((value, j) => value + (1 - decay) * (weights[j]! - value));
      return average;
    });
    for (const [epoch, saved] of averaged.saved.entries()) {
      const wanted = expected[2 * epoch + 1]!;
      expect(Math.max(...saved.map((value, j) => Math.abs(value - wanted[j]!)))).toBeLessThan(1e-5);
    }
    expect(plain.saved.at(-1)).toEqual(plain.weights.at(-1));
    expect(tf.memory().numTensors).toBe(before);
  });

  test('only updates count: with accumulation, every second batch', async () => {
    const saved = async (hooks: readonly Hook[]) => {
      const world = madeWorld();
      using context = madeContext(madeLearner({ hooks }, madeData(), meanColour), { world });
      await runPhase(fitOneCycle(1, 0.1).run(context));
      return numbers(world.saved[0]!.weights);
    };
    // One update of two batches: the average is a copy.
    expect(await saved([accumulated(8), weightAverage(0.9)])).toEqual(await saved([accumulated(8)]));
    expect(await saved([weightAverage(0.9)])).not.toEqual(await saved([]));
  });

  test('each fit starts anew; a fit without it evaluates the weights themselves', async () => {
    const world = madeWorld();
    using context = madeContext(madeLearner({}, madeData(), meanColour), { world });
    await runPhase(fitOneCycle(1, 0.1, { hooks: [weightAverage(0.9)] }).run(context));
    const { state } = context;
    expect(numbers(world.saved[0]!.weights)).not.toEqual(numbers(state.model.weights()));
    await runPhase(fitOneCycle(1, 0.1).run(context));
    expect(numbers(world.saved[1]!.weights)).toEqual(numbers(state.model.weights()));
    expect(state.evaluated).toBe(state.model);
    const first = numbers(state.model.weights());
    const still = () => ({ learningRates: [0], momentum: 0 });
    await runPhase(fit({ name: 'still', epochs: 1, schedule: still, hooks: [hook] }).run(context));
    expect(numbers(world.saved[2]!.weights)).toEqual(first);
  });

  test('a loaded model replaces the average', async () => {
    const world = madeWorld();
    using context = madeContext(madeLearner({}, madeData(), meanColour), { world });
    await runPhase(fitOneCycle(1, 0.1, { hooks: [weightAverage(0.9)] }).run(context));
    await runPhase(withModel(of(world.saved[0]!)).run(context));
    expect(context.state.evaluated).toBe(context.state.model);
  });

  test('a snapshot holds the average, and the number of updates in it', async () => {
    using context = madeFit();
    const { state } = context;
    const average = weightAverage(0.5, { warmup: false });
    const follow = (each: FitContext, updates: number): void => {
      each.state.scalars = { ...each.state.scalars, steps: updates, updates };
      average.steps!({ ...each, phase: 0, epoch: 0, firstStep: 0 })(of(values.s)).subscribe();
    };
    await runPhase(fitOneCycle(1, 0.1).run(context));
    follow(context, 1);
    const saved = snapshot(state);
    using other = madeFit();
    restore(other.state, saved);
    for (const each of [context, other]) {
      const raised = [...each.state.model.weights()].map(
        ([name, { shape, data }]) => [name, { shape, data: data.map((value) => value + 1) }] as const,
      );
      each.state.model.load(new Map(raised));
      follow(each, 2);
    }
    expect(numbers(other.state.evaluated.weights())).toEqual(numbers(context.state.evaluated.weights()));
    expect(snapshot(other.state).arrays).toEqual(snapshot(state).arrays);
  });
});

test('a run with it leaves no tensor behind', async () => {
  const before = tf.memory().numTensors;
  const learner = madeLearner({ hooks: [weightAverage(0.99)] }, madeData(), meanColour);
  await collect(run(madeWorld(), { name: 'made', config: {} }, learner, fitOneCycle(1, 0.1), tta({ n: 1 })));
  expect(tf.memory().numTensors).toBe(before);
});

test.each([
  [() => weightAverage(1.1), 'weightAverage decay: expected a number in 0..1'],
  [() => weightAverage(0.9, { minDecay: -1 }), 'weightAverage minDecay: expected a number in 0..1'],
  [() => weightAverage(0.9, { warmupGamma: 0 }), 'weightAverage warmupGamma: expected a number above 0'],
  [() => weightAverage(0.9, { warmupPower: NaN }), 'weightAverage warmupPower: expected a number above 0'],
  [
    () => weightAverage(0.9, { updateAfterStep: 0.5 }),
    'weightAverage updateAfterStep: expected an integer from 0',
  ],
])('throws BadOption: %s', (create, message) => {
  expect(create).toThrow(message);
});

test('the first epoch validates the average too', async () => {
  const lossOf = async (decay: number): Promise<number | null | undefined> => {
    const learner = madeLearner({ hooks: [weightAverage(decay, { warmup: false })] }, madeData(), meanColour);
    const metrics = await collect(
      run(madeWorld(), { name: 'made', config: {} }, learner, fitOneCycle(1, 0.1)),
    );
    return only(metrics, 'EpochRow')[0]?.validLoss;
  };
  // With decay 0 the average is the weights themselves.
  expect(await lossOf(0.9)).not.toBe(await lossOf(0));
});
