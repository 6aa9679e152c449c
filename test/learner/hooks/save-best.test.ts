import { EMPTY, throwError, type Observable } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { badOption, MillraceError, type SavedFile } from '../../../src/core/index.ts';
import { tf } from '../../../src/engine/index.ts';
import { fit, fitOneCycle, run, saveBest } from '../../../src/learner/index.ts';
import { collect } from '../../support/collect.ts';
import { made } from '../../support/made-metrics.ts';
import { marbles } from '../../support/marbles.ts';
import { failureOf, kinds, madeContext, madeData, madeLearner, meanColour, only, runPhase } from '../made-run.ts'; // prettier-ignore
import { madeFiles, madeWorld } from '../made-world.ts';
import { madeFit, rowsOf } from './made-fit.ts';

const file = { path: '/run/best.safetensors', bytes: 99 };
const values = {
  r: made.epochRow({ validLoss: 1 }),
  t: made.epochRow({ validLoss: 0.5 }),
  n: made.epochRow({ validLoss: null }),
  b: made.bestSaved({ phase: 0, epoch: 0, monitor: 'valid_loss', ...file }),
};

describe('the rows of saveBest', () => {
  test('come after the model if the epoch is better than all before', () => {
    using context = madeFit();
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -r---|', values);
      const sourceSubs = '   ^----!';
      const expected = '     -(br)|';
      expectObservable(source.pipe(rowsOf(saveBest(), context))).toBe(expected, values);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test.each([
    ['never', '-', '-', '^'],
    ['empty', '--|', '--|', '^-!'],
    ['an error', '-r---#', '-(br)#', '^----!'],
    ['no improvement, then one', '-r---r-t---|', '-(br)r-(bt)|', '^----------!'],
    ['without validation', '-n-|', '-n-|', '^--!'],
  ])('%s', (_, diagram, expected, subscriptions) => {
    using context = madeFit();
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(diagram, values);
      expectObservable(source.pipe(rowsOf(saveBest(), context))).toBe(expected, values);
      expectSubscriptions(source.subscriptions).toBe(subscriptions);
    });
  });

  test('wait for the file; an early end cancels the saving', () => {
    let writing: Observable<SavedFile> = EMPTY;
    const world = madeWorld({ saveModel: () => writing });
    using context = madeFit({ world });
    using other = madeFit({ world });
    marbles().run(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const file$ = cold('---(f|)', { f: file });
      writing = file$;
      const source = hot('-r--', values);
      expectObservable(source.pipe(rowsOf(saveBest(), context)), '^-----!').toBe('----(br)', values);
      expectObservable(source.pipe(rowsOf(saveBest(), other)), '^--!').toBe('-', values);
      expectSubscriptions(file$.subscriptions).toBe(['-^--!', '-^-!']);
    });
  });

  test('are an error if there is no such value, or if the file cannot be written', () => {
    const names = 'one of train_loss, valid_loss, accuracy';
    const error = new MillraceError(badOption('saveBest monitor', names, '"f1"'));
    using context = madeFit();
    using full = madeFit({ world: madeWorld({ saveModel: () => throwError(() => error) }) });
    marbles().run(({ cold, expectObservable }) => {
      const unknown = cold('-r-', values).pipe(rowsOf(saveBest({ monitor: 'f1' }), context));
      expectObservable(unknown).toBe('-#', values, error);
      expectObservable(cold('-r-', values).pipe(rowsOf(saveBest(), full))).toBe('-#', values, error);
    });
  });

  test('throws BadOption for options out of range', () => {
    expect(() => saveBest({ minDelta: -1 })).toThrow('saveBest minDelta: expected a number from 0');
  });
});

const small = madeLearner({ hooks: [saveBest()] }, madeData(), meanColour);

test('a run saves the best model beside the last one; the weights stay those of the last', async () => {
  const before = tf.memory().numTensors;
  {
    const world = madeWorld();
    using context = madeContext(small, { world });
    // The first epoch is at rate 0, the others worsen the model.
    const schedule = (position: number) => ({
      learningRates: [position < 1 / 3 ? 0 : -1],
      momentum: 0,
    });
    const { metrics } = await runPhase(fit({ name: 'worse', epochs: 3, schedule }).run(context));
    expect(only(metrics, 'BestSaved')).toEqual([
      { _tag: 'BestSaved', phase: 0, epoch: 0, monitor: 'valid_loss', ...file },
    ]);
    expect(kinds(metrics).slice(3, 6)).toEqual(['CheckpointSaved', 'BestSaved', 'EpochRow']);
    const losses = only(metrics, 'EpochRow').map(({ validLoss }) => validLoss!);
    expect(losses).toEqual(losses.toSorted((a, b) => a - b));
    expect(world.bests.map(({ weights }) => weights)).toEqual([world.saved[0]!.weights]);
    expect(world.saved.at(-1)!.weights).toEqual(context.state.model.weights());
    expect(world.saved.at(-1)!.weights).not.toEqual(world.bests[0]!.weights);
  }
  expect(tf.memory().numTensors).toBe(before);
});

test('the epochs of all fits of a run are compared', async () => {
  const world = madeWorld();
  const phases = [fitOneCycle(2, 0.1), fitOneCycle(2, 1e-9)];
  const metrics = await collect(run(world, { name: 'made', config: {} }, small, ...phases));
  const rows = only(metrics, 'EpochRow');
  let best = Infinity;
  const better = rows.filter(({ validLoss }) => {
    const isBest = validLoss! < best;
    if (isBest) best = validLoss!;
    return isBest;
  });
  expect(only(metrics, 'BestSaved').map(({ phase, epoch }) => [phase, epoch])).toEqual(
    better.map(({ phase, epoch }) => [phase, epoch]),
  );
  expect(world.bests).toHaveLength(better.length);
});

test('without validation images there is no best model, and the run continues', async () => {
  const world = madeWorld();
  using context = madeContext(small, { world, files: madeFiles(9, 0) });
  const { metrics } = await runPhase(fitOneCycle(1, 0.1).run(context));
  expect([world.bests.length, world.saved.length]).toEqual([0, 1]);
  expect(only(metrics, 'EpochRow')).toHaveLength(1);
});

test('two of them are refused: they would write one file', async () => {
  using context = madeContext(small);
  const hooks = [saveBest({ monitor: 'accuracy' })];
  expect(await failureOf(fitOneCycle(1, 0.1, { hooks }).run(context))).toMatchObject({
    _tag: 'BadOption',
    where: 'hooks',
  });
});
