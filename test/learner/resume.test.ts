import { of, Subject, tap, throwError, type MonoTypeOperatorFunction } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { mixUp } from '../../src/batches/index.ts';
import type { AppError, Checkpoint, Metric, ImageFiles } from '../../src/core/index.ts';
import { tf } from '../../src/engine/index.ts';
import {
  accumulated,
  earlyStopping,
  fineTune,
  fitOneCycle,
  lrFind,
  reduceOnPlateau,
  run,
  saveBest,
  tta,
  weightAverage,
  withData,
  type Learner,
  type LearnerOptions,
  type Phase,
} from '../../src/learner/index.ts';
import { ranger, sgd, weightedCrossEntropy } from '../../src/nn/index.ts';
import { collect } from '../support/collect.ts';
import { recordedWorld, type RecordedWorld } from './made-checkpoints.ts';
import { failureOf, madeData, madeLearner, meanColour } from './made-run.ts';
import { madeFiles, madeWorld } from './made-world.ts';

const options = { name: 'made', config: { lr: 0.01, seed: 42 } };
const larger = { ...madeData({ size: 10, batchSize: 3 }), normalization: 'batch' } as const;

interface Case {
  readonly learner: Learner;
  readonly phases: readonly Phase[];
}

const made = (change: LearnerOptions = {}, network = meanColour): Learner =>
  madeLearner(change, madeData(), network);

const cases: Readonly<Record<string, Case>> = {
  'two fits on other data, then test-time augmentation': {
    learner: made({ hooks: [saveBest()] }),
    phases: [fitOneCycle(2, 0.01), withData(larger), fineTune(1), tta({ n: 1 })],
  },
  'a search for the rate': { learner: made(), phases: [lrFind({ numIt: 30 }), fitOneCycle(2, 'auto')] },
  'MixUp and an average, which test-time augmentation evaluates': {
    learner: made({ hooks: [mixUp(0.4), weightAverage(0.5), saveBest()] }),
    phases: [fitOneCycle(2, 0.1), tta({ n: 1 })],
  },
  'accumulation over epochs, with lookahead, of balanced data and a loss that depends on the images': {
    learner: madeLearner(
      {
        hooks: [accumulated(12)],
        optimizer: ranger(),
        loss: ({ train }) => weightedCrossEntropy([1, train.length]),
      },
      madeData({ balanced: true }),
      meanColour,
    ),
    phases: [fitOneCycle(4, 0.01)],
  },
  plateaus: {
    learner: made({
      hooks: [reduceOnPlateau({ monitor: 'accuracy' }), earlyStopping({ monitor: 'accuracy', patience: 2 })],
      optimizer: sgd({ mom: 0.9 }),
    }),
    phases: [fitOneCycle(6, 1e-6), fitOneCycle(2, 1e-6)],
  },
  'batch norm': { learner: made({}, undefined), phases: [fitOneCycle(2, 0.01)] },
};

const metricsOf = (
  world: RecordedWorld,
  { learner, phases }: Case,
  change: MonoTypeOperatorFunction<Metric> = (metrics) => metrics,
): Promise<readonly Metric[]> =>
  collect(run(world, options, learner, ...phases).pipe(change, world.recording));

describe.each(Object.entries(cases))('%s', (_, each) => {
  test('a run that is resumed from any of its checkpoints equals the one that was not stopped', async () => {
    const whole = recordedWorld();
    const metrics = await metricsOf(whole, each);
    const models = whole.saved.at(-1);
    const steps = metrics.filter(({ _tag }) => _tag === 'Step').length;
    // After every step but the last, whose checkpoint may still be written; and at epochs and phases.
    expect(whole.saves.length).toBeGreaterThanOrEqual(steps - 1);
    const before = tf.memory().numTensors;
    for (const checkpoint of whole.saves) {
      const world = recordedWorld({ from: { checkpoint, metrics } });
      const resumed = await metricsOf(world, each);
      expect(withoutTensors(resumed)).toEqual(withoutTensors(metrics));
      // After the last save of a model, none is left to save.
      expect(world.saved.at(-1) ?? models).toEqual(models);
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  test('a run that is stopped after any metric, and resumed, equals the one that was not stopped', async () => {
    const metrics = await metricsOf(recordedWorld({ every: null }), each);
    let resumes = 0;
    for (let count = 1; count < metrics.length; count += 4) {
      const stop$ = new Subject<void>();
      let seen = 0;
      const first = recordedWorld({ every: { seconds: 300 }, change: { stop$ } });
      const stopped = await metricsOf(
        first,
        each,
        tap((_metric) => {
          // A request to stop arrives between two steps.
          if (++seen === count) queueMicrotask(() => stop$.next());
        }),
      );
      const checkpoint = first.saves.at(-1);
      // Before the first step there is nothing to resume.
      if (checkpoint === undefined) continue;
      resumes++;
      const world = recordedWorld({ from: { checkpoint, metrics: stopped } });
      expect(withoutTensors(await metricsOf(world, each))).toEqual(withoutTensors(metrics));
    }
    expect(resumes).toBeGreaterThan(1);
  });
});

/** A graph that is traced anew, and a restored average, are tensors too. */
const withoutTensors = (metrics: readonly Metric[]): unknown[] =>
  metrics.map((metric) => ('memory' in metric ? { ...metric, memory: null } : metric));

/** The images, one of them in the other class: a table of labels has changed. */
const relabelled: ImageFiles = {
  ...madeFiles(),
  train: madeFiles().train.map((file, i) => (i === 0 ? { ...file, target: 1 - Number(file.target) } : file)),
};

describe('a run is not resumed if', () => {
  const each: Case = { learner: made(), phases: [fitOneCycle(1, 0.01)] };

  const failure = async (
    change: Partial<Case> & {
      readonly config?: object;
      readonly checkpoint?: (saved: Checkpoint) => Checkpoint;
    },
  ): Promise<string> => {
    const whole = recordedWorld();
    const metrics = await metricsOf(whole, each);
    const { checkpoint = (saved: Checkpoint) => saved, config = options.config, ...other } = change;
    const world = recordedWorld({ from: { checkpoint: checkpoint(whole.saves[0]!), metrics } });
    const { learner, phases } = { ...each, ...other };
    const error: AppError = await failureOf(
      run(world, { ...options, config: { ...config } }, learner, ...phases),
    );
    expect(world.saves).toEqual([]);
    expect(error).toMatchObject({ _tag: 'BadData', where: '/run' });
    return error.received;
  };

  test.each<readonly [string, Parameters<typeof failure>[0], RegExp]>([
    [
      'an option differs',
      { config: { lr: 0.02, seed: 42 } },
      /^option lr: 0.01 when it was started, 0.02 now$/,
    ],
    ['an option is missing', { config: { lr: 0.01 } }, /^option seed: 42 when it was started, none now$/],
    ['the seed differs', { learner: made({ seed: 1 }) }, /^seed: 42 when it was started, 1 now$/],
    ['a phase differs', { phases: [fitOneCycle(2, 0.01)] }, /^phases: "fitOneCycle\(1, 0.01\)" when/],
    [
      'images differ',
      { learner: madeLearner({}, madeData({ files: of(madeFiles(9, 4)) }), meanColour) },
      /^validation images: 5 when it was started, \d now$/,
    ],
    [
      'labels differ',
      { learner: madeLearner({}, madeData({ files: of(relabelled) }), meanColour) },
      /^other labels of the images$/,
    ],
    [
      'the network differs',
      { learner: madeLearner({}, madeData()) },
      /^network: "mean-colour of 8 parameters" when/,
    ],
    [
      'the checkpoint has another form',
      { checkpoint: (saved) => ({ ...saved, progress: { ...saved.progress, position: { phase: 0 } } }) },
      /^one with other contents$/,
    ],
  ])('%s', async (_, change, expected) => {
    expect(await failure(change)).toMatch(expected);
  });

  test('its optimizer differs', async () => {
    const whole = recordedWorld();
    const metrics = await metricsOf(whole, each);
    const world = recordedWorld({ from: { checkpoint: whole.saves[1]!, metrics } });
    const other = { ...each, learner: made({ optimizer: sgd({ mom: 0.9 }) }) };
    await expect(metricsOf(world, other)).rejects.toMatchObject({ detail: { where: 'optimizer state' } });
  });
});

test('a run that had completed repeats its metrics, and does nothing else', async () => {
  const each: Case = { learner: made(), phases: [fitOneCycle(1, 0.01)] };
  const metrics = await metricsOf(recordedWorld(), each);
  const world = recordedWorld({ from: { checkpoint: null, metrics } });
  expect(await metricsOf(world, each)).toEqual(metrics);
  expect([world.decoded, world.saved]).toEqual([[], []]);
});

test('without an interval, nothing is saved', async () => {
  const world = recordedWorld({ every: null });
  await metricsOf(world, { learner: made(), phases: [fitOneCycle(1, 0.01)] });
  expect(world.saves).toEqual([]);
});

test('an error of a run saves what was reached; the error stays the first one', async () => {
  const world = recordedWorld({ every: { seconds: 300 } });
  const failing = { ...world, saveModel: () => throwError(() => new Error('ENOSPC')) };
  const phases = [fitOneCycle(2, 0.01)];
  await expect(collect(run(failing, options, made(), ...phases))).rejects.toThrow('ENOSPC');
  expect(world.saves.map(({ progress }) => progress['position'])).toMatchObject([{ epoch: 0, step: 2 }]);
});

test('a save that fails ends the run', async () => {
  const { checkpoints } = recordedWorld();
  const save = () => throwError(() => new Error('ENOSPC'));
  const world = madeWorld({ checkpoints: { ...checkpoints, save } });
  await expect(collect(run(world, options, made(), fitOneCycle(2, 0.01)))).rejects.toThrow('ENOSPC');
});

test('a stop saves the model even if its checkpoint fails', async () => {
  const stop$ = new Subject<void>();
  const recorded = recordedWorld({ every: { seconds: 300 }, change: { stop$ } });
  const save = () => throwError(() => new Error('ENOSPC'));
  const world = { ...recorded, checkpoints: { ...recorded.checkpoints, save } };
  const stopping = tap(({ _tag }: Metric) => {
    if (_tag === 'Step') queueMicrotask(() => stop$.next());
  });
  await expect(collect(run(world, options, made(), fitOneCycle(2, 0.01)).pipe(stopping))).rejects.toThrow(
    'ENOSPC',
  );
  expect(world.saved).toHaveLength(1);
});
