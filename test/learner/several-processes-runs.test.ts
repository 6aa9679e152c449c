import { filter, forkJoin, take, tap, toArray } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { tf } from '../../src/engine/index.ts';
import { weightAverage } from '../../src/learner/index.ts';
import { collect } from '../support/collect.ts';
import { localCollectives } from '../support/local-collectives.ts';
import { recordedWorld } from './made-checkpoints.ts';
import { failureOf, small } from './made-run.ts';
import { madeWorld } from './made-world.ts';
import {
  decodeWithout,
  fitOf,
  streamOf,
  together,
  worldsOf,
  type TogetherOptions,
} from './several-processes.ts';

const phases = [fitOf(5)];

describe('a run of several processes', () => {
  test('reports the skipped images of all', async () => {
    const { metrics } = await together({
      processes: 3,
      phases: [fitOf(1)],
      change: () => ({ decode: decodeWithout(1, 9, 17, 27) }),
    });
    const skipped = metrics.flatMap((metric) => (metric._tag === 'ItemSkipped' ? [metric.path] : []));
    expect(skipped.sort()).toEqual(
      ['1', '17', '27', '9'].map((number): unknown => expect.stringContaining(number)),
    );
    expect(metrics.at(-1)).toMatchObject({ _tag: 'RunEnded', skipped: 4 });
  });

  test('names its processes in every step', async () => {
    const { metrics } = await together({ processes: 2, phases: [fitOf(1)] });
    expect(metrics[0]).toMatchObject({ _tag: 'RunStarted', processes: 2 });
    expect(metrics.find(({ _tag }) => _tag === 'Step')).toMatchObject({
      processes: { count: 2, host: '' },
    });
  });

  test('is refused if the batch cannot be shared, or if a share has one image and the network batch norm', async () => {
    const config: TogetherOptions = { processes: 5, phases };
    const [world] = worldsOf(config);
    expect(await failureOf(streamOf(world!, config))).toMatchObject({
      _tag: 'BadOption',
      where: 'batch size (--batch-size)',
      received: '12',
      advice: 'Use 10 or 15, or another number of processes.',
    });
    const lone: TogetherOptions = { processes: 2, phases, batchSize: 2, architecture: small };
    const errors = await Promise.all(worldsOf(lone).map((each) => failureOf(streamOf(each, lone))));
    expect(errors[0]).toMatchObject({ _tag: 'BadOption' });
  });

  test('is refused if a process has other images, and names it', async () => {
    const config: TogetherOptions = { processes: 3, phases };
    const errors = await Promise.all(
      worldsOf(config).map((world, rank) =>
        failureOf(streamOf(world, rank === 2 ? { ...config, train: 23 } : config)),
      ),
    );
    expect(errors[0]).toMatchObject({ _tag: 'BadData', where: 'images' });
    expect(errors[0]!.received).toMatch(/^process 3 of 3: 23 for training and 7 for validation/);
    expect(errors[1]).toEqual(errors[0]);
  });

  test('is refused if a process has other settings, and names them', async () => {
    const config: TogetherOptions = { processes: 2, phases };
    const errors = await Promise.all(
      worldsOf(config).map((world, rank) =>
        failureOf(
          streamOf(world, rank === 1 ? { ...config, phases: [fitOf(4)], options: { seed: 7 } } : config),
        ),
      ),
    );
    expect(errors[0]).toMatchObject({
      ...{ _tag: 'BadData', where: 'settings' },
      received: 'process 2 of 2: seed 7 instead of 42, phases "fit(4)" instead of "fit(5)"',
    });
    expect(errors[1]).toEqual(errors[0]);
  });

  test('ends if another process fails, and names it', async () => {
    const collectives = localCollectives(2);
    const config: TogetherOptions = { processes: 2, phases };
    const worlds = collectives.map((collective) => madeWorld({ collective }));
    const before = tf.memory().numTensors;
    let seen = 0;
    const streams = [
      streamOf(worlds[0]!, config).pipe(
        tap(({ _tag }) => {
          if (_tag === 'Step' && ++seen === 3) collectives[1]!.fail('BadData: no images');
        }),
      ),
      streamOf(worlds[1]!, config),
    ];
    const subscription = streams[1]!.subscribe({ error: () => undefined });
    expect(await failureOf(streams[0]!)).toMatchObject({ _tag: 'ProcessLost' });
    subscription.unsubscribe();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('a run of several processes is resumed', () => {
  const config = { phases: [fitOf(3)], architecture: small, options: { hooks: [weightAverage(0.9)] } };

  const resumed = async (processes: number, from?: Parameters<typeof recordedWorld>[0]) => {
    const collectives = localCollectives(processes);
    const first = recordedWorld({ ...from, change: { collective: collectives[0]! } });
    const others = collectives.slice(1).map((collective) => madeWorld({ collective }));
    const streams = [
      streamOf(first, { processes, ...config }).pipe(first.recording, toArray()),
      ...others.map((world) => streamOf(world, { processes, ...config }).pipe(toArray())),
    ];
    const [all] = await collect(forkJoin(streams));
    return { metrics: all![0]!, world: first, others };
  };

  test('bitwise, from any step; also with another number of processes', async () => {
    const whole = await resumed(2);
    const model = whole.world.saved.at(-1)!;
    expect(whole.world.saves.length).toBeGreaterThan(8);
    for (const checkpoint of whole.world.saves.slice(0, -1).filter((_, i) => i % 4 === 1)) {
      const again = await resumed(2, { from: { checkpoint, metrics: whole.metrics } });
      expect(again.world.saved.at(-1)).toEqual(model);
    }
    const checkpoint = whole.world.saves[2]!;
    for (const processes of [1, 3]) {
      const other = await resumed(processes, { from: { checkpoint, metrics: whole.metrics } });
      expect(other.metrics.filter(({ _tag }) => _tag === 'Step')).toHaveLength(12);
    }
  });
});

test('if process 0 is unsubscribed, the others complete; no tensor is left', async () => {
  const config: TogetherOptions = { processes: 2, phases };
  const before = tf.memory().numTensors;
  const [first, second] = worldsOf(config);
  const other = collect(streamOf(second!, config));
  await collect(
    streamOf(first!, config).pipe(
      filter(({ _tag }) => _tag === 'Step'),
      take(2),
    ),
  );
  expect(await other).toEqual([]);
  expect(tf.memory().numTensors).toBe(before);
});
