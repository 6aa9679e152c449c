import { tap } from 'rxjs';
import { describe, expect, test } from 'vitest';
import type { Metric, StateDict } from '../../src/core/index.ts';
import { fineTune, lrFind } from '../../src/learner/index.ts';
import { fineTunePhases, sgd, type Optimizer, type OptimizerFactory } from '../../src/nn/index.ts';
import { expectNoLeaks } from '../support/made-batches.ts';
import {
  changed,
  failureOf,
  kinds,
  madeContext,
  madeData,
  madeLearner,
  meanColour,
  only,
  runPhase,
} from './made-run.ts';

const headOf = (name: string): number => (name.startsWith('9.') ? 1 : 0);

/** Returns the weights before the first fit, between both fits, and at the end. */
async function weightsOf(groups: (name: string) => number): Promise<readonly StateDict[]> {
  using context = madeContext(madeLearner({ groups }));
  const weights: StateDict[] = [];
  await runPhase(
    fineTune(1, 0.01)
      .run(context)
      .pipe(
        tap(({ _tag }) => {
          if (_tag === 'PhaseStarted') weights.push(context.state.model.weights());
        }),
      ),
  );
  return [...weights, context.state.model.weights()];
}

/** An optimizer that records its hyperparameters at each step, and its resets. */
function recording(inner: OptimizerFactory, calls: unknown[]): OptimizerFactory {
  return (parameters) => {
    const optimizer = inner(parameters);
    return {
      apply: (gradients, hyper) => {
        calls.push(hyper);
        optimizer.apply(gradients, hyper);
      },
      reset: () => {
        calls.push('reset');
        optimizer.reset();
      },
      save: () => optimizer.save(),
      restore: (state) => {
        optimizer.restore(state);
      },
      [Symbol.dispose]: () => {
        optimizer[Symbol.dispose]();
      },
    } satisfies Optimizer;
  };
}

const running = /running_(mean|var)$/;

describe('fineTune', () => {
  test('with one group, both fits train everything', async () => {
    const [start, between, end] = await weightsOf(() => 0);
    expect(changed(start!, between!)).toEqual([...start!.keys()]);
    expect(changed(between!, end!)).toEqual([...start!.keys()]);
  });

  test('with two groups, the first fit trains the head and all batch norm layers', async () => {
    const [start, between, end] = await weightsOf(headOf);
    const names = [...start!.keys()];
    const trained = changed(start!, between!);
    const unchanged = names.filter((name) => !trained.includes(name));
    // Only kernels outside the head: weights with more than one dimension.
    expect(unchanged).toEqual(
      names.filter((name) => start!.get(name)!.shape.length > 1 && headOf(name) === 0),
    );
    expect(trained.some((name) => running.test(name))).toBe(true);
    expect(trained).toContain('9.weight');
    expect(changed(between!, end!)).toEqual(names);
  });

  test.each([
    ['one group', 1, ['fineTune(2, 0.01), first', 'fineTune(2, 0.01)']],
    ['two groups', 2, ['fineTune(2, 0.01), frozen', 'fineTune(2, 0.01)']],
  ])('with %s: the names and rates of both fits', async (_, groups, names) => {
    const calls: unknown[] = [];
    const learner = madeLearner(
      {
        optimizer: recording(sgd(), calls),
        groups: (name) => (groups === 2 && name === '1.bias' ? 1 : 0),
      },
      madeData(),
      meanColour,
    );
    using context = madeContext(learner);
    const { metrics } = await runPhase(fineTune(2, 0.01, { freezeEpochs: 2, div: 3 }).run(context));
    expect(only(metrics, 'PhaseStarted').map(({ phase, name, epochs }) => [phase, name, epochs])).toEqual([
      [0, names[0], 2],
      [1, names[1], 2],
    ]);
    const phases = fineTunePhases(2, { baseLr: 0.01, groups, freezeEpochs: 2, div: 3 });
    const hypers = phases.map(({ schedule }) => [0, 0.25, 0.5, 0.75].map(schedule));
    expect(calls).toEqual(['reset', ...hypers[0]!, 'reset', ...hypers[1]!]);
    expect(only(metrics, 'Step').map(({ phase, learningRate }) => [phase, learningRate])).toEqual(
      hypers.flatMap((each, phase) => each.map(({ learningRates }) => [phase, learningRates.at(-1)])),
    );
    expect(context.phase).toBe(2);
  });

  test('with no epoch for the head alone, trains everything in one fit', async () => {
    using context = madeContext(madeLearner({ groups: headOf }));
    const before = context.state.model.weights();
    const phase = fineTune(2, 0.01, { freezeEpochs: 0 });
    expect(phase).toMatchObject({ name: 'fineTune(2, 0.01)', kind: 'fit', epochs: 2 });
    const { metrics } = await runPhase(phase.run(context));
    expect(only(metrics, 'PhaseStarted').map(({ phase: i, name, epochs }) => [i, name, epochs])).toEqual([
      [0, 'fineTune(2, 0.01)', 2],
    ]);
    expect(changed(before, context.state.model.weights())).toEqual([...before.keys()]);
    expect(context.phase).toBe(1);
    // Half the rate for the head, and a hundredth of that for the body.
    const [, unfrozen] = fineTunePhases(2, { baseLr: 0.01, groups: 2, freezeEpochs: 0 });
    const rates = [0, 0.25, 0.5, 0.75].map((at) => unfrozen.schedule(at).learningRates.at(-1));
    expect(only(metrics, 'Step').map(({ learningRate }) => learningRate)).toEqual(rates);
  });

  test('takes the rate that a search found', async () => {
    const search = { freeze: true, startLr: 1e-3, endLr: 1e4, numIt: 24 };
    const learner = madeLearner({ groups: headOf });
    using context = madeContext(learner);
    const { metrics: found } = await runPhase(lrFind(search).run(context));
    const rate = only(found, 'LrFound')[0]!.valley!;
    const shown = Number(rate.toPrecision(3));
    const { metrics } = await runPhase(fineTune(1, 'auto').run(context));
    expect(metrics[0]).toEqual({
      _tag: 'Notice',
      text: `using learning rate ${shown}, the valley of the search`,
    });
    expect(only(metrics, 'PhaseStarted').map(({ name }) => name)).toEqual([
      `fineTune(1, ${shown}), frozen`,
      `fineTune(1, ${shown})`,
    ]);
    using other = madeContext(learner);
    const { metrics: plain } = await runPhase(fineTune(1, rate).run(other));
    const losses = (all: readonly Metric[]) => only(all, 'Step').map(({ loss }) => loss);
    expect(losses(metrics)).toEqual(losses(plain));
    expect(context.state.model.weights()).toEqual(other.state.model.weights());
  });

  test('without a search, `auto` is BadOption', async () => {
    using context = madeContext();
    expect(fineTune(3, 'auto', { freezeEpochs: 2 })).toMatchObject({ name: 'fineTune(3, auto)', epochs: 5 });
    expect(await failureOf(fineTune(1, 'auto').run(context))).toMatchObject({
      ...{ _tag: 'BadOption', where: 'fineTune baseLr', received: '"auto"' },
      expected: 'a number, or lrFind() before the fit',
    });
  });

  test.each([
    [() => fineTune(0), 'fineTune epochs: expected a positive integer'],
    [() => fineTune(0, 'auto'), 'fineTune epochs: expected a positive integer'],
    [() => fineTune(1, 0), 'fineTune learning rate: expected a number above 0'],
    [() => fineTune(1, 0.1, { freezeEpochs: -1 }), 'fineTune freezeEpochs: expected an integer from 0'],
    [() => fineTune(1, 'auto', { freezeEpochs: 0.5 }), 'fineTune freezeEpochs: expected an integer from 0'],
  ])('throws BadOption: %s', (make, message) => {
    expect(make).toThrow(message);
  });

  test('each fit ends with a PredictionSummary', async () => {
    using context = madeContext(madeLearner({}, madeData(), meanColour));
    const { metrics } = await runPhase(fineTune(1).run(context));
    const phase = [
      'PhaseStarted',
      'Step ×2',
      'EvaluationStep ×2',
      'CheckpointSaved',
      'EpochRow',
      'PredictionSummary',
    ];
    expect(kinds(metrics)).toEqual([...phase, ...phase]);
    expect(only(metrics, 'PhaseStarted').map(({ name }) => name)).toEqual([
      'fineTune(1, 0.002), first',
      'fineTune(1, 0.002)',
    ]);
  });
});

test('creates no tensor before it is subscribed', () => {
  expectNoLeaks(() => {
    using context = madeContext();
    fineTune(1).run(context);
  });
});
