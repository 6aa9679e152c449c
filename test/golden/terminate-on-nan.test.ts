import { concat, concatMap, from, map, range, type Observable } from 'rxjs';
import { expect, test } from 'vitest';
import { MillraceError, type Metric, type Step } from '../../src/core/index.ts';
import { tf } from '../../src/engine/index.ts';
import { measured } from '../../src/metrics/index.ts';
import type { Loss } from '../../src/nn/index.ts';
import { evaluated, stopOnNaN, trainStep } from '../../src/steps/index.ts';
import { colourModel, evaluationConfig, ownedState, trainConfig } from '../steps/tiny-model.ts';
import { goldenCases } from '../support/golden.ts';
import { onePixelBatch } from '../support/made-batches.ts';

/** [epoch][batch]; NaN and infinities are strings. */
type Losses = readonly (readonly (number | 'nan' | 'inf' | '-inf')[])[];

interface Inputs {
  readonly train_losses: Losses;
  readonly valid_losses: Losses;
}

interface Expected {
  readonly terminated: boolean;
  /** From 0. */
  readonly last_batch: {
    readonly phase: 'train' | 'valid';
    readonly epoch: number;
    readonly batch: number;
  };
  readonly optimizer_steps: number;
  readonly epochs_completed: number;
  readonly recorded_train_losses: number;
}

const named: Readonly<Record<string, number>> = { nan: NaN, inf: Infinity, '-inf': -Infinity };

/** Returns a loss with the given values, whatever the logits are: one per call, for batches of one image. */
const given = (values: Losses[number]): Loss => {
  const rest = [...values];
  const next = (): number => {
    const value = rest.shift()!;
    return typeof value === 'number' ? value : named[value]!;
  };
  return {
    name: 'given',
    perExample: () => tf.tensor1d([next()]),
    mean: (logits) => tf.add(tf.mul(tf.mean(logits), 0), next()),
  };
};

const batches = (losses: Losses[number]) =>
  range(0, losses.length).pipe(map((index) => onePixelBatch([[1, 0, 0]], { index })));

const cases = goldenCases('hooks').filter(([, { kind }]) => kind === 'terminate_on_nan');

test('there are cases', () => {
  expect(cases).toHaveLength(6);
});

test.each(cases)('%s', (_, golden) => {
  const { train_losses: training, valid_losses: validation } = golden.inputs as unknown as Inputs;
  const expected = golden.expected as Expected;
  using state = ownedState(colourModel());
  let updates = 0;
  const { optimizer } = state;
  const apply = optimizer.apply.bind(optimizer);
  optimizer.apply = (...args) => {
    updates++;
    apply(...args);
  };
  const epochMetrics = (epoch: number): Observable<Metric> => {
    const place = { phase: 0, epoch, now: () => 0 };
    const config = trainConfig(state, { ...place, loss: given(training[epoch]!) });
    return concat(
      batches(training[epoch]!).pipe(trainStep({ ...config, between: [stopOnNaN(config)] })),
      batches(validation[epoch]!).pipe(
        evaluated(evaluationConfig(state.model, { ...place, loss: given(validation[epoch]!) })),
      ),
    ).pipe(measured({ ...place, memory: () => ({ rssBytes: 0, tensors: 0 }) }));
  };
  const emitted: Metric[] = [];
  let error: unknown = null;
  from(training.keys())
    .pipe(concatMap(epochMetrics))
    .subscribe({ next: (metric) => emitted.push(metric), error: (cause: unknown) => (error = cause) });

  const count = (tag: string): number => emitted.filter(({ _tag }) => _tag === tag).length;
  const { phase, epoch, batch } = expected.last_batch;
  const isTraining = phase === 'train';
  // fastai notices a bad loss of training only after its update.
  expect(updates).toBe(expected.optimizer_steps - (isTraining ? 1 : 0));
  expect(count('Step')).toBe(expected.recorded_train_losses);
  expect(count('EpochRow')).toBe(expected.epochs_completed);
  expect(error instanceof MillraceError).toBe(expected.terminated);
  if (error instanceof MillraceError) {
    const place = `phase 1, epoch ${epoch + 1}${isTraining ? `, step ${batch + 1}` : ''}`;
    expect(error.detail).toMatchObject({ _tag: 'TrainingDiverged', where: place });
  } else {
    const steps = emitted.filter((metric): metric is Step => metric._tag === 'Step');
    expect(steps.at(-1)).toMatchObject({ epoch });
  }
});
