import { tap } from 'rxjs';
import { describe, expect, test } from 'vitest';
import type { StateDict } from '../../src/core/index.ts';
import { fineTune } from '../../src/learner/index.ts';
import { fineTunePhases, sgd, type Optimizer, type OptimizerFactory } from '../../src/nn/index.ts';
import { expectNothingLeft } from '../support/made-batches.ts';
import { changed, kinds, madeContext, madeData, madeLearner, meanColour, only, told } from './made-run.ts';

const headOf = (name: string): number => (name.startsWith('9.') ? 1 : 0);

/** The weights before the first fit, between the two, and at the end. */
async function weightsOf(groups: (name: string) => number): Promise<readonly StateDict[]> {
  using context = madeContext(madeLearner({ groups }));
  const weights: StateDict[] = [];
  const noted = () => weights.push(context.model.weights());
  await told(
    fineTune(
      1,
      0.01,
    )(context).pipe(
      tap(({ _tag }) => {
        if (_tag === 'PhaseStarted' || _tag === 'Handover') noted();
      }),
    ),
  );
  return weights;
}

/** The sizes of the rates that the optimizer is given, in the order of the steps, and where it is reset. */
function listening(inner: OptimizerFactory, heard: unknown[]): OptimizerFactory {
  return (parameters) => {
    const optimizer = inner(parameters);
    return {
      apply: (gradients, hyper) => {
        heard.push(hyper);
        optimizer.apply(gradients, hyper);
      },
      reset: () => {
        heard.push('reset');
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
  test('of one group both fits train everything', async () => {
    const [begin, between, end] = await weightsOf(() => 0);
    expect(changed(begin!, between!)).toEqual([...begin!.keys()]);
    expect(changed(between!, end!)).toEqual([...begin!.keys()]);
  });

  test('of two groups the first fit trains the head, and batch norm everywhere', async () => {
    const [begin, between, end] = await weightsOf(headOf);
    const names = [...begin!.keys()];
    const trained = changed(begin!, between!);
    const kept = names.filter((name) => !trained.includes(name));
    // Kernels: the weights of more than one dimension that are not the head's.
    expect(kept).toEqual(names.filter((name) => begin!.get(name)!.shape.length > 1 && headOf(name) === 0));
    expect(trained.some((name) => running.test(name))).toBe(true);
    expect(trained).toContain('9.weight');
    expect(changed(between!, end!)).toEqual(names);
  });

  test.each([
    ['one group', 1, ['fineTune(2, 0.01), first', 'fineTune(2, 0.01)']],
    ['two groups', 2, ['fineTune(2, 0.01), frozen', 'fineTune(2, 0.01)']],
  ])('of %s: two phases, their names and their rates', async (_, groups, names) => {
    const heard: unknown[] = [];
    const learner = madeLearner(
      {
        optimizer: listening(sgd(), heard),
        groups: (name) => (groups === 2 && name === 'head.bias' ? 1 : 0),
      },
      madeData(),
      meanColour,
    );
    using context = madeContext(learner);
    const { metrics, next } = await told(fineTune(2, 0.01, { freezeEpochs: 2, div: 3 })(context));
    expect(only(metrics, 'PhaseStarted').map(({ phase, name, epochs }) => [phase, name, epochs])).toEqual([
      [0, names[0], 2],
      [1, names[1], 2],
    ]);
    const phases = fineTunePhases(2, { baseLr: 0.01, groups, freezeEpochs: 2, div: 3 });
    const hypers = phases.map(({ schedule }) => [0, 0.25, 0.5, 0.75].map(schedule));
    expect(heard).toEqual(['reset', ...hypers[0]!, 'reset', ...hypers[1]!]);
    expect(only(metrics, 'Step').map(({ phase, learningRate }) => [phase, learningRate])).toEqual(
      hypers.flatMap((each, phase) => each.map(({ learningRates }) => [phase, learningRates.at(-1)])),
    );
    expect(next?.phase).toBe(2);
  });

  test('each fit tells how the images are classified at its end', async () => {
    using context = madeContext(madeLearner({}, madeData(), meanColour));
    const { metrics } = await told(fineTune(1)(context));
    const phase = [
      'PhaseStarted',
      'Step ×2',
      'EvaluationStep ×2',
      'EpochRow',
      'PredictionSummary',
      'CheckpointSaved',
    ];
    expect(kinds(metrics)).toEqual([...phase, ...phase]);
    expect(only(metrics, 'PhaseStarted').map(({ name }) => name)).toEqual([
      'fineTune(1, 0.002), first',
      'fineTune(1, 0.002)',
    ]);
  });
});

test('what is not subscribed makes no tensor', () => {
  expectNothingLeft(() => {
    using context = madeContext();
    fineTune(1)(context);
  });
});
