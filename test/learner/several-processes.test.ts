import { forkJoin, Subject, tap, toArray } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { batchMix, mixUp } from '../../src/batches/index.ts';
import type { Metric } from '../../src/core/index.ts';
import { tf } from '../../src/engine/index.ts';
import {
  accumulated,
  clipped,
  earlyStopping,
  fit,
  fitOneCycle,
  lrFind,
  timeLimit,
  tta,
  weightAverage,
  type Hook,
} from '../../src/learner/index.ts';
import { adam, parametersOf, sgd, weightedCrossEntropy, type Network } from '../../src/nn/index.ts';
import { collect } from '../support/collect.ts';
import { failureOf, small } from './made-run.ts';
import {
  decodeWithout,
  differenceOf,
  fitOf,
  streamOf,
  together,
  worldsOf,
  type TogetherOptions,
} from './several-processes.ts';

/** Twenty steps. */
const phases = [fitOf(5)];

/** Blends each image with the other one of its pair: the same pairs for one process as for two. */
const inPairs = batchMix({
  ...mixUp(0.4),
  mix: (images, targets) => {
    const [count] = images.shape;
    const shuffle = Array.from({ length: count }, (_, i) => i ^ 1);
    const mixed = tf.add(tf.mul(images, 0.7), tf.mul(tf.gather(images, shuffle), 0.3));
    if (targets._tag !== 'ClassTargets') throw new Error('expected classes');
    const { classes } = targets;
    return {
      images: mixed as typeof images,
      targets: {
        _tag: 'MixedTargets',
        classes,
        others: Int32Array.from(shuffle, (i) => classes[i]!),
        weights: new Float32Array(count).fill(0.7),
      },
    };
  },
});

const roleOf = (name: string, network: Network) =>
  parametersOf(network).parameters.find((parameter) => parameter.name === name)?.role;

const cases: Readonly<Record<string, Partial<TogetherOptions>>> = {
  Adam: { options: { optimizer: adam() } },
  'SGD, accumulation and clipping': {
    options: { optimizer: sgd({ mom: 0.9 }), hooks: [accumulated(24), clipped(0.1)] },
  },
  'an average of the weights': { options: { hooks: [weightAverage(0.9)] } },
  'class weights': { options: { loss: weightedCrossEntropy([1, 3]) } },
  'batch norm that is fixed': {
    architecture: small,
    phases: [fitOf(5, { trainableGroups: [false, true], frozenBatchNorm: 'fixed' })],
    options: { groups: (name, network) => Number(roleOf(name, network) !== 'batch-norm') },
  },
  'MixUp of the same pairs': { options: { hooks: [inPairs] } },
  'bad images, also a share without others': {
    change: () => ({ decode: decodeWithout(3, ...[0, 1, 2, 4, 5].map((i) => i + 12)) }),
  },
  'a search for the rate': { phases: [lrFind({ numIt: 12 }), fitOneCycle(5, 'auto')] },
};

/** Leaves out what depends on the machine. */
const plainOf = (metrics: readonly Metric[]): readonly Metric[] =>
  metrics.flatMap((metric): readonly Metric[] => {
    if (metric._tag === 'RunStarted') return [];
    const { memory, processes, ...rest } = { memory: 0, processes: 0, ...metric };
    return [rest as Metric];
  });

describe('2 and 3 processes train as one', () => {
  test.each(Object.entries(cases))('%s', async (name, options) => {
    const one = await together({ processes: 1, phases, ...options });
    for (const processes of name === 'Adam' || name.startsWith('bad') ? [2, 3] : [2]) {
      const before = tf.memory().numTensors;
      const several = await together({ processes, phases, ...options });
      expect(tf.memory().numTensors).toBe(before);
      for (const weights of several.weights)
        expect(differenceOf(one.weights[0]!, weights)).toBeLessThan(1e-5);
      expect(several.weights[1]).toEqual(several.weights[0]);
      expect(several.counts.slice(1).every((count) => count === 0)).toBe(true);
      const [expected, received] = [plainOf(one.metrics), plainOf(several.metrics)];
      expect(received.map(({ _tag }) => _tag)).toEqual(expected.map(({ _tag }) => _tag));
      received.forEach((metric, i) => {
        if (metric._tag !== 'Step') return;
        const { loss, count } = expected[i] as typeof metric;
        expect(metric.count).toBe(count);
        expect(metric.loss).toBeCloseTo(loss, 5);
      });
    }
  });

  test('validation and test-time augmentation', async () => {
    const [one, three] = await Promise.all(
      [1, 3].map((processes) => together({ processes, phases: [fitOf(1), tta({ n: 2 })] })),
    );
    const summaries = (metrics: readonly Metric[]) =>
      metrics.flatMap((metric) =>
        metric._tag === 'PredictionSummary'
          ? [{ ...metric, loss: null, topLosses: [], calibration: null }]
          : [],
      );
    expect(
      summaries(three!.metrics).map(({ confusion, scores, counts }) => ({ confusion, scores, counts })),
    ).toEqual(
      summaries(one!.metrics).map(({ confusion, scores, counts }) => ({ confusion, scores, counts })),
    );
    const paths = (metrics: readonly Metric[]) =>
      summaries(metrics).map(({ mistakes }) => mistakes.map(({ path }) => path));
    expect(paths(three!.metrics)).toEqual(paths(one!.metrics));
  });

  test('batch norm: running statistics are equal in all processes, and the same run twice is bitwise equal', async () => {
    const twice = [0, 1].map(() => together({ processes: 2, phases: [fitOf(2)], architecture: small }));
    const [first, second] = await Promise.all(twice);
    expect(first!.weights[1]).toEqual(first!.weights[0]);
    expect(second!.weights).toEqual(first!.weights);
  });
});

describe('all processes decide alike', () => {
  const steps = (metrics: readonly Metric[]) => metrics.filter(({ _tag }) => _tag === 'Step').length;

  test.each<[string, readonly Hook[]]>([
    ['early stopping', [earlyStopping({ monitor: 'accuracy', patience: 2 })]],
    ['a time limit, by the clock of process 0', [timeLimit(5)]],
  ])('%s', async (_, hooks) => {
    const change = (rank: number) => {
      let time = 0;
      return { now: () => (rank === 0 ? (time += 200) : 0) };
    };
    const { metrics, weights } = await together({ processes: 2, phases, options: { hooks }, change });
    expect(metrics.some(({ _tag }) => _tag === 'FitEnded')).toBe(true);
    expect(weights[1]).toEqual(weights[0]);
  });

  test('a request to stop one of them stops all after the same step, and waits for a whole group', async () => {
    const stop$ = new Subject<void>();
    const config: TogetherOptions = {
      processes: 2,
      phases,
      options: { hooks: [accumulated(24)] },
      change: (rank) => (rank === 1 ? { stop$ } : {}),
    };
    const worlds = worldsOf(config);
    let seen = 0;
    const [first] = worlds.map((world, rank) =>
      streamOf(world, config).pipe(
        tap(({ _tag }) => {
          if (rank === 0 && _tag === 'Step' && ++seen === 3) stop$.next();
        }),
        toArray(),
      ),
    );
    const streams = [first!, streamOf(worlds[1]!, config).pipe(toArray())];
    const [both] = await collect(forkJoin(streams));
    expect(steps(both![0]!)).toBe(4);
    expect(both![0]!.at(-1)).toMatchObject({ _tag: 'RunEnded', why: 'stopped' });
    expect(worlds[1]!.saved.at(-1)!.weights).toEqual(worlds[0]!.saved.at(-1)!.weights);
  });

  test('a loss that is not finite in one process ends all with the same error', async () => {
    const hooks: readonly Hook[] = [];
    const config: TogetherOptions = {
      processes: 2,
      phases,
      options: { hooks, optimizer: sgd() },
    };
    const huge = fit({ name: 'huge', epochs: 9, schedule: () => ({ learningRates: [1e30], momentum: 0 }) });
    const worlds = worldsOf(config);
    const errors = await Promise.all(
      worlds.map((world) => failureOf(streamOf(world, { ...config, phases: [huge] }))),
    );
    expect(errors[0]).toMatchObject({ _tag: 'TrainingDiverged' });
    expect(errors[1]).toEqual(errors[0]);
  });
});
