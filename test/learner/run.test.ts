import { defer, EMPTY, of, type Observable } from 'rxjs';
import { describe, expect, test } from 'vitest';
import type { Capabilities, Metric, SavedModel } from '../../src/core/index.ts';
import { memoryStore } from '../../src/io/item-store/index.ts';
import { tf } from '../../src/engine/index.ts';
import { fineTune, fitOneCycle, run, tta, withData, withModel, type Phase } from '../../src/learner/index.ts';
import { sgd, type OptimizerFactory } from '../../src/nn/index.ts';
import { collect } from '../support/collect.ts';
import { changed, kinds, madeData, madeLearner, meanColour, only } from './made-run.ts';
import { madeFiles, madeWorld } from './made-world.ts';

const larger = { ...madeData({ size: 10, batchSize: 3, batch: [] }), normalization: 'batch' } as const;
const phases: readonly Phase[] = [fitOneCycle(1, 0.01), withData(larger), fineTune(1), tta({ n: 1 })];
const options = { name: 'made', config: { lr: 0.01 } };

const training = (world: Capabilities, ...given: readonly Phase[]): Observable<Metric> =>
  run(world, options, madeLearner(), ...given);

describe('run', () => {
  test('emits RunStarted, runs the phases in order, saves the model and emits RunEnded', async () => {
    const world = madeWorld();
    const before = tf.memory().numTensors;
    const metrics = await collect(training(world, ...phases));
    const epochEnd = ['EvaluationStep ×2', 'CheckpointSaved', 'EpochRow', 'PredictionSummary'];
    expect(tf.memory().numTensors).toBe(before);
    expect(kinds(metrics)).toEqual([
      'RunStarted',
      'ImagesFound',
      ...['PhaseStarted', 'Step ×2', ...epochEnd],
      ...['PhaseStarted', 'Step ×3', ...epochEnd],
      ...['PhaseStarted', 'Step ×3', ...epochEnd],
      ...['PhaseStarted', 'EvaluationStep ×4', 'PredictionSummary ×2'],
      'Explained',
      'RunEnded',
    ]);
    expect(only(metrics, 'PhaseStarted').map(({ phase, size }) => [phase, size[0]])).toEqual([
      [0, 8],
      [1, 10],
      [2, 10],
      [3, 10],
    ]);
    expect(metrics[0]).toMatchObject({
      pipeline: 'made',
      config: { lr: 0.01 },
      architecture: 'small',
      trainCount: 9,
      validCount: 5,
      vocab: ['dark', 'bright'],
      reference: null,
    });
    const [explained] = only(metrics, 'Explained');
    const { topLosses } = only(metrics, 'PredictionSummary').at(-1)!;
    expect(explained!.images.map(({ path }) => path)).toEqual(topLosses.map(({ path }) => path));
    expect(metrics.filter(({ _tag }) => _tag === 'CheckpointSaved').at(-1)).toEqual({
      _tag: 'CheckpointSaved',
      path: '/run/model.safetensors',
      bytes: 99,
    });
    expect(metrics.at(-1)).toEqual({
      _tag: 'RunEnded',
      why: 'completed',
      seconds: 0,
      skipped: 0,
      damaged: 0,
    });
    const { description } = world.saved.at(-1) as SavedModel;
    expect(description).toMatchObject({
      architecture: 'small',
      outputs: 2,
      vocab: ['dark', 'bright'],
      size: [10, 10],
    });
    expect(description.normalization?.mean).toHaveLength(3);
  });

  test('reports the faults of the cache as notices, at the end', async () => {
    const store = memoryStore({ maxBytes: 1e6 });
    const faults$ = of('replaced 1 damaged image', 'removed 2 B');
    const world = madeWorld({ itemStore: () => ({ ...store, faults$ }) });
    const learner = madeLearner({}, madeData({ cache: 'disk' }));
    const metrics = await collect(run(world, options, learner, fitOneCycle(1, 0.01)));
    expect(kinds(metrics).slice(-4)).toEqual(['PredictionSummary', 'Notice ×2', 'Explained', 'RunEnded']);
    expect(only(metrics, 'Notice').map(({ text }) => text)).toEqual([
      'replaced 1 damaged image',
      'removed 2 B',
    ]);
  });

  test('is cold: each subscription trains from scratch, with equal metrics and weights', async () => {
    const world = madeWorld();
    let lists = 0;
    const files = defer(() => {
      lists++;
      return of(madeFiles());
    });
    const metrics$ = run(world, options, madeLearner({}, madeData({ files })), ...phases);
    expect([lists, world.decoded.length, tf.memory().numTensors]).toEqual([0, 0, tf.memory().numTensors]);
    const first = await collect(metrics$);
    expect(lists).toBe(1);
    // Clock and resident memory are fake, so all metrics are equal, including the number of tensors.
    expect(await collect(metrics$)).toEqual(first);
    expect(lists).toBe(2);
    expect(world.saved).toHaveLength(6);
    expect(world.saved.slice(3)).toEqual(world.saved.slice(0, 3));
  });

  test('the seed determines the losses', async () => {
    const worlds = [madeWorld(), madeWorld()];
    const metrics = [];
    for (const [i, world] of worlds.entries())
      metrics.push(await collect(run(world, options, madeLearner({ seed: i }), fitOneCycle(1, 0.01))));
    const [a, b] = metrics.map((each) => only(each, 'Step').map(({ loss }) => loss));
    expect(a).not.toEqual(b);
  });

  test('without phases, saves the initial model', async () => {
    const world = madeWorld();
    expect(kinds(await collect(training(world)))).toEqual([
      'RunStarted',
      'ImagesFound',
      'CheckpointSaved',
      'RunEnded',
    ]);
    expect(world.saved).toHaveLength(1);
  });

  test('withModel continues with the weights of a saved model', async () => {
    const first = madeWorld();
    await collect(training(first, fitOneCycle(1, 0.01)));
    const second = madeWorld();
    await collect(run(second, options, madeLearner({ seed: 9 }), withModel(of(first.saved[0]!))));
    expect(changed(first.saved[0]!.weights, second.saved[0]!.weights)).toEqual([]);
  });

  test('has one output per class unless the learner sets outputs', async () => {
    const world = madeWorld();
    const data = madeData({ files: of(madeFiles(9, 5, ['dark', 'bright', 'grey'])) });
    await collect(run(world, options, madeLearner({}, data, meanColour)));
    await collect(run(world, options, madeLearner({ outputs: 5 }, data, meanColour)));
    expect(world.saved.map(({ description: { outputs } }) => outputs)).toEqual([3, 5]);
  });

  test('passes the parameter groups of the learner to the optimizer', async () => {
    const received = new Map<string, number>();
    const optimizer: OptimizerFactory = (parameters) => {
      for (const { name: parameter, group } of parameters) received.set(parameter, group);
      return sgd()(parameters);
    };
    const groups = (parameter: string) => (parameter === '1.bias' ? 1 : 0);
    await collect(run(madeWorld(), options, madeLearner({ optimizer, groups }, madeData(), meanColour)));
    expect(received).toEqual(
      new Map([
        ['1.weight', 0],
        ['1.bias', 1],
      ]),
    );
  });

  test('saves the statistics of the first batch with the model', async () => {
    const world = madeWorld();
    const data = { ...madeData(), normalization: 'batch' } as const;
    let normalization: unknown;
    const look: Phase = {
      ...{ name: 'look', kind: 'data', epochs: 0 },
      run: (context) => {
        normalization = context.data.normalization;
        return EMPTY;
      },
    };
    await collect(run(world, options, madeLearner({}, data, meanColour), look));
    expect(normalization).not.toBeNull();
    expect(world.saved[0]?.description.normalization).toEqual(normalization);
  });
});
