import { lastValueFrom, map, Subject, take, tap, toArray } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { mixUp } from '../../src/batches/index.ts';
import type { Metric } from '../../src/core/index.ts';
import { tf } from '../../src/engine/index.ts';
import { accumulated, fitOneCycle, lrFind, run, saveBest, type Hook, type Phase } from '../../src/learner/index.ts'; // prettier-ignore
import { lrFinder, minimum, ranger, slide, snapshot, steep, valley } from '../../src/nn/index.ts';
import { collect } from '../support/collect.ts';
import { failureOf, kinds, madeContext, madeData, madeLearner, meanColour, only, runPhase, small } from './made-run.ts'; // prettier-ignore
import { madeFiles, madeWorld } from './made-world.ts';

/** Twelve steps over six epochs of two, up to a rate at which the loss explodes. */
const options = { startLr: 1e-3, endLr: 1e4, numIt: 24 };

/** Returns the parts of metrics that do not depend on the number of tensors. */
const numbersOf = (metrics: readonly Metric[]): readonly unknown[] =>
  metrics.flatMap((metric) =>
    metric._tag === 'Step'
      ? [[metric.phase, metric.epoch, metric.step, metric.loss, metric.smoothLoss, metric.learningRate]]
      : metric._tag === 'EpochRow'
        ? [[metric.phase, metric.epoch, metric.trainLoss, metric.validLoss, metric.scores]]
        : [],
  );

describe('lrFind', () => {
  test('emits a step per batch at growing rates, then the suggestions of the rules', async () => {
    using context = madeContext(madeLearner({}, madeData(), meanColour));
    const { metrics } = await runPhase(lrFind(options).run(context));
    const steps = only(metrics, 'LrStep');
    expect(kinds(metrics)).toEqual([`LrStep ×${steps.length}`, 'LrFound']);
    expect(steps.length).toBeGreaterThan(5);
    const finder = lrFinder(options);
    const state = steps.reduce((before, { loss }) => finder.add(before, loss), finder.start);
    expect(steps.map(({ learningRate }) => learningRate)).toEqual(state.lrs);
    expect(steps.map(({ smoothLoss }) => smoothLoss)).toEqual(state.losses);
    expect(steps.map(({ step }) => step)).toEqual([...state.lrs.keys()]);
    expect(steps.every(({ steps: all, count }) => all === 24 && count === 4)).toBe(true);
    const curve = finder.curve(state);
    expect(only(metrics, 'LrFound')).toEqual([
      {
        _tag: 'LrFound',
        minimum: minimum(curve),
        steep: steep(curve),
        valley: valley(curve),
        slide: slide(curve),
      },
    ]);
  });

  test('ends early if the loss explodes, or is not finite', async () => {
    using context = madeContext(madeLearner({}, madeData(), meanColour));
    const wild = { startLr: 1e-12, endLr: 1e30, numIt: 100 };
    const { metrics } = await runPhase(lrFind(wild).run(context));
    expect(only(metrics, 'LrStep').length).toBeLessThan(60);
    const all = await runPhase(lrFind({ ...wild, stopDiv: false }).run(context));
    const steps = only(all.metrics, 'LrStep');
    expect(steps.length).toBeGreaterThan(only(metrics, 'LrStep').length);
    expect(steps.slice(0, -1).every(({ loss }) => Number.isFinite(loss))).toBe(true);
    expect(kinds(all.metrics).at(-1)).toBe('LrFound');
  });

  test('puts everything back: weights, running statistics, averages, position and what hooks keep', async () => {
    const hooks = [accumulated(8)];
    using context = madeContext(madeLearner({ hooks, optimizer: ranger() }, madeData(), small));
    await runPhase(fitOneCycle(1, 0.01).run(context));
    const before = snapshot(context.state);
    const { phase } = context;
    await runPhase(lrFind(options).run(context));
    const { arrays, ...after } = snapshot(context.state);
    const rest = new Map([...arrays].filter(([name]) => !name.startsWith('hook/lrFind/')));
    expect({ ...after, arrays: rest }).toEqual(before);
    expect(arrays.size).toBe(before.arrays.size + 1);
    expect(context.phase).toBe(phase);
  });

  test('trains with the hooks of batches and gradients only', async () => {
    const seen: string[] = [];
    const note =
      (name: string) =>
      <A>() =>
        tap<A>(() => seen.push(name));
    const hook: Hook = {
      name: 'noted',
      batches: note('batches'),
      gradients: note('gradients'),
      steps: note('steps'),
      rows: note('rows'),
      epochs: note('epochs'),
    };
    const losses = async (...hooks: readonly Hook[]) => {
      using context = madeContext(madeLearner({ hooks }, madeData(), meanColour));
      const { metrics } = await runPhase(
        lrFind({ ...options, numIt: 4, stopDiv: false, endLr: 0.01 }).run(context),
      );
      return only(metrics, 'LrStep').map(({ loss }) => loss);
    };
    expect(await losses(hook, saveBest())).toEqual(await losses());
    expect([...new Set(seen)].sort()).toEqual(['batches', 'gradients']);
    using context = madeContext(madeLearner({ hooks: [mixUp(0.4)] }, madeData(), meanColour));
    using other = madeContext(madeLearner({}, madeData(), meanColour));
    const mixed = only((await runPhase(lrFind(options).run(context))).metrics, 'LrStep');
    const plain = only((await runPhase(lrFind(options).run(other))).metrics, 'LrStep');
    expect(mixed[0]!.loss).not.toBe(plain[0]!.loss);
  });

  test.each([
    [{ startLr: 0 }, 'lrFind startLr: expected a number above 0'],
    [{ startLr: 1, endLr: 0.1 }, 'lrFind endLr: expected a number above startLr'],
    [{ numIt: 0 }, 'lrFind numIt: expected a positive integer'],
  ])('throws BadOption for %j', (wrong, message) => {
    expect(() => lrFind(wrong)).toThrow(message);
  });

  test('without a full batch, errors with BadData', async () => {
    using context = madeContext(madeLearner(), { files: madeFiles(3, 2) });
    expect(await failureOf(lrFind().run(context))).toMatchObject({ where: 'training images' });
  });
});

describe('a run that searches for its rate', () => {
  const runOf = (world: ReturnType<typeof madeWorld>, ...phases: readonly Phase[]) =>
    run(world, { name: 'made', config: {} }, madeLearner({}, madeData(), meanColour), ...phases);

  test('has the metrics and the model of a run with that rate', async () => {
    const world = madeWorld();
    const before = tf.memory().numTensors;
    const auto = await collect(runOf(world, lrFind(options), fitOneCycle(2, 'auto')));
    const found = only(auto, 'LrFound')[0]!.valley!;
    const plain = await collect(runOf(world, fitOneCycle(2, found)));
    expect(numbersOf(auto)).toEqual(numbersOf(plain));
    const [first, second] = [world.saved.slice(0, 2), world.saved.slice(2)];
    expect(first).toEqual(second);
    const name = `fitOneCycle(2, ${Number(found.toPrecision(3))})`;
    expect(only(auto, 'PhaseStarted')).toEqual(
      only(plain, 'PhaseStarted').map((start) => ({ ...start, name })),
    );
    expect(only(auto, 'Notice')).toEqual([
      {
        _tag: 'Notice',
        text: `using learning rate ${Number(found.toPrecision(3))}, the valley of the search`,
      },
    ]);
    expect(only(auto, 'RunStarted')[0]!.phases).toEqual([
      { name: 'lrFind()', kind: 'search', epochs: 0 },
      { name: 'fitOneCycle(2, auto)', kind: 'fit', epochs: 2 },
    ]);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('that only searches saves no model', async () => {
    const world = madeWorld();
    const metrics = await collect(runOf(world, lrFind(options)));
    expect(kinds(metrics).slice(-2)).toEqual(['LrFound', 'RunEnded']);
    expect(world.saved).toEqual([]);
  });

  test('stopped in a search after a fit, saves the weights of the fit', async () => {
    const stop$ = new Subject<void>();
    const world = madeWorld({ stop$ });
    const phases = [fitOneCycle(1, 0.1), lrFind(options)];
    const metrics = await lastValueFrom(
      runOf(world, ...phases).pipe(
        tap(({ _tag }) => {
          if (_tag === 'LrStep') stop$.next();
        }),
        toArray(),
      ),
      { defaultValue: [] },
    );
    expect(metrics.at(-1)).toMatchObject({ _tag: 'RunEnded', why: 'stopped' });
    expect(only(metrics, 'LrFound')).toEqual([]);
    expect(world.saved.at(-1)!.weights).toEqual(world.saved[0]!.weights);
  });

  test.each([1, 5])('unsubscribed after %d metrics, leaves no tensor behind', async (count) => {
    const before = tf.memory().numTensors;
    await collect(runOf(madeWorld(), lrFind(options)).pipe(take(count)));
    expect(tf.memory().numTensors).toBe(before);
  });

  test('that fails in the search, leaves no tensor behind and the weights as they were', async () => {
    const before = tf.memory().numTensors;
    {
      const failing: Hook = {
        name: 'failing',
        gradients: () =>
          map((gradients) => {
            if (gradients.fitStep < 2) return gradients;
            throw new Error('broken hook');
          }),
      };
      using context = madeContext(madeLearner({ hooks: [failing] }, madeData(), small));
      const weights = context.state.model.weights();
      await expect(runPhase(lrFind(options).run(context))).rejects.toThrow('broken hook');
      expect(context.state.model.weights()).toEqual(weights);
      const empty: Hook = { name: 'empty', batches: () => take(0) };
      using other = madeContext(madeLearner({ hooks: [empty] }, madeData(), small));
      const { metrics } = await runPhase(lrFind(options).run(other));
      expect(metrics).toMatchObject([{ _tag: 'LrFound', valley: null }]);
      expect(other.state.model.weights()).toEqual(weights);
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  test('needs a search before `auto`', async () => {
    expect(await failureOf(runOf(madeWorld(), fitOneCycle(1, 'auto')))).toMatchObject({
      _tag: 'BadOption',
      where: 'fitOneCycle lrMax',
      expected: 'a number, or lrFind() before the fit',
    });
    const short = lrFind({ numIt: 3 });
    expect(await failureOf(runOf(madeWorld(), short, fitOneCycle(1, 'auto')))).toMatchObject({
      _tag: 'BadData',
      where: 'lrFind()',
    });
    expect(() => fitOneCycle(1, 'auto', { pctStart: 2 })).toThrow('expected fractions');
  });
});
