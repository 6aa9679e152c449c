import { concat, defer, EMPTY, filter, forkJoin, identity, ignoreElements, tap, timer, toArray } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { augTransforms } from '../../src/batches/index.ts';
import type { Capabilities, ImageFile } from '../../src/core/index.ts';
import { tf } from '../../src/engine/index.ts';
import { accumulated, fitOneCycle, tta, type Hook, type Phase } from '../../src/learner/index.ts';
import { bodyAndHead } from '../../src/nn/index.ts';
import { collect } from '../support/collect.ts';
import { localCollectives } from '../support/local-collectives.ts';
import { transfer } from '../support/transfer-network.ts';
import { recordedWorld } from './made-checkpoints.ts';
import { only, small } from './made-run.ts';
import { madeFiles, madeWorld, numberOf } from './made-world.ts';
import {
  decodeWithout,
  differenceOf,
  fitOf,
  streamOf,
  together,
  worldsOf,
  type Together,
} from './several-processes.ts';

describe('all processes have the same', () => {
  test('rows of epochs, by which hooks decide', async () => {
    const seconds: number[][] = [[], []];
    const seen: Hook = {
      name: 'seen',
      rows:
        ({ world: { collective } }) =>
        (rows) =>
          rows.pipe(
            tap((row) => {
              if (row._tag === 'EpochRow') seconds[collective.rank]!.push(row.seconds);
            }),
          ),
    };
    const change = (rank: number) => {
      let time = 0;
      return { now: () => (time += 100 * (rank + 1)) };
    };
    await together({ processes: 2, phases: [fitOf(2)], options: { hooks: [seen] }, change });
    expect(seconds[0]).toHaveLength(2);
    expect(seconds[0]![0]).toBeGreaterThan(0);
    expect(seconds[1]).toEqual(seconds[0]);
  });

  test('weights in a phase that predicts, also if their files differ', async () => {
    const lost: Phase = {
      ...{ name: 'lost', kind: 'weights', epochs: 0 },
      run: ({ state: { model }, world: { collective } }) =>
        defer(() => {
          if (collective.rank === 1)
            for (const variable of model.parameters.values())
              tf.tidy(() => {
                variable.assign(tf.zeros([...variable.shape]));
              });
          return EMPTY;
        }),
    };
    const phases = [lost, tta({ n: 1 })];
    const [one, two] = [await together({ processes: 1, phases }), await together({ processes: 2, phases })];
    const losses = ({ metrics }: Together) =>
      only(metrics, 'PredictionSummary').flatMap(({ topLosses }) => topLosses.map(({ loss }) => loss));
    expect(losses(two).length).toBeGreaterThan(6);
    losses(two).forEach((loss, i) => {
      expect(loss).toBeCloseTo(losses(one)[i]!, 5);
    });
  });

  test('statistics of batch norm at a validation after gradients that were held back', async () => {
    const hooks = [accumulated(36)];
    const { weights } = await together({
      processes: 2,
      phases: [fitOf(1)],
      architecture: small,
      options: { hooks },
    });
    expect(weights[1]).toEqual(weights[0]);
  });
});

test('a checkpoint that is due while gradients are held back is saved after the next update', async () => {
  const collectives = localCollectives(2);
  const config = { processes: 2, phases: [fitOf(1)], train: 240, options: { hooks: [accumulated(24)] } };
  const first = recordedWorld({ every: { steps: 3 }, change: { collective: collectives[0]! } });
  const second = madeWorld({ collective: collectives[1]! });
  await collect(
    forkJoin([
      streamOf(first, config).pipe(first.recording, toArray()),
      streamOf(second, config).pipe(toArray()),
    ]),
  );
  const steps = first.saves.map(({ progress }) => {
    const { step } = progress['position'] as { readonly step: number };
    return step;
  });
  expect(steps.slice(0, 4)).toEqual([4, 8, 12, 16]);
});

test('images of other processes are named by the paths of process 0', async () => {
  const moved = (files: readonly ImageFile[]) =>
    files.map((file) => ({ ...file, path: file.path.replace('/images/', '/data/photos/') }));
  const { train, valid, vocab } = madeFiles(48, 7);
  const files = [
    { train, valid, vocab },
    { train: moved(train), valid: moved(valid), vocab },
  ];
  const config = {
    ...{ processes: 2, phases: [fitOf(1), tta({ n: 1 })] },
    change: () => ({ decode: decodeWithout(...train.map(({ path }) => numberOf(path)).slice(10, 14), 51) }),
  };
  const [streams] = await collect(
    forkJoin(
      worldsOf(config).map((world, rank) =>
        streamOf(world, { ...config, files: files[rank]! }).pipe(toArray()),
      ),
    ),
  );
  const [metrics] = streams!;
  const paths = [
    ...only(metrics!, 'ItemSkipped').map(({ path }) => path),
    ...only(metrics!, 'PredictionSummary').flatMap(({ topLosses }) => topLosses.map(({ path }) => path)),
  ];
  expect(new Set(paths).size).toBeGreaterThan(7);
  expect(paths.filter((path) => !path.startsWith('/images/'))).toEqual([]);
});

test('each computes its share of the features of frozen layers, and they train as without them', async () => {
  const none = { doFlip: false, maxRotate: 0, maxWarp: 0, maxZoom: 1, maxLighting: 0 } as const;
  const config = {
    phases: [fitOneCycle(3, 0.05, { freeze: true, frozenBatchNorm: 'fixed' })],
    architecture: transfer,
    item: [],
    batch: augTransforms({ size: 8, ...none }),
  };
  const uncached: Hook = { name: 'uncached', batches: () => identity };
  const before = tf.memory().numTensors;
  const [two, plain] = [
    await together({ processes: 2, ...config, options: { groups: bodyAndHead } }),
    await together({ processes: 2, ...config, options: { groups: bodyAndHead, hooks: [uncached] } }),
  ];
  expect(tf.memory().numTensors).toBe(before);
  expect(differenceOf(plain.weights[0]!, two.weights[0]!)).toBeLessThan(1e-5);
  expect(two.weights[1]).toEqual(two.weights[0]);
  const trained = two.worlds.map(({ decoded }) => decoded.filter((path) => numberOf(path) < 48));
  expect(trained.map((paths) => new Set(paths).size)).toEqual([24, 24]);
  const [notice] = only(two.metrics, 'Notice');
  expect(notice?.text).toMatch(/^computed the features of 48 images once/);
});

test('a run ends in all processes when process 0 has saved its model', async () => {
  const config = { processes: 2, phases: [fitOf(1)] };
  const [first, second] = worldsOf(config);
  const order: string[] = [];
  const slow = {
    ...first!,
    saveModel: (...args: Parameters<Capabilities['saveModel']>) =>
      concat(
        timer(50).pipe(ignoreElements()),
        first!.saveModel(...args).pipe(tap(() => order.push('saved'))),
      ),
  };
  await collect(
    forkJoin([
      streamOf(slow, config).pipe(toArray()),
      streamOf(second!, config).pipe(
        filter(() => false),
        toArray(),
        tap(() => order.push('ended')),
      ),
    ]),
  );
  expect(order.at(-1)).toBe('ended');
  expect(order[0]).toBe('saved');
});
