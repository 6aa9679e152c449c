import { concat, map, NEVER, of } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { Batch, defaultEngine } from '../../src/core/index.ts';
import { tf, type Tensor4D } from '../../src/engine/index.ts';
import { Gradients, gradientsOf, type GradientsOfConfig } from '../../src/steps/index.ts';
import { failAfter } from '../support/fail-after.ts';
import { expectNoLeaks } from '../support/made-batches.ts';
import { marbles } from '../support/marbles.ts';
import { made } from './lettered-batches.ts';
import {
  brokenLoss,
  colourModel,
  convolutionalModel,
  ownedState,
  trainConfig,
  weightsOf,
} from './tiny-model.ts';

/** Describes gradients, and frees them. */
const seen = (gradients: Gradients) => {
  using owned = gradients;
  const { index, count, fitStep, tensors } = owned;
  return { index, count, fitStep, parameters: tensors?.length };
};

/** Returns the contents of a batch, and frees its images. */
const fieldsOf = (batch: Batch<Tensor4D>) => {
  using owned = batch;
  const { targets, files, skipped, index } = owned;
  return { targets, files, skipped, index };
};

const shown = {
  x: { index: 0, count: 2, fitStep: 0, parameters: 2 },
  y: { index: 1, count: 1, fitStep: 2, parameters: 2 },
  e: { index: 2, count: 0, fitStep: 1, parameters: undefined },
};

describe('gradientsOf', () => {
  test('emits the gradients of each batch; a batch without images has none, and counts as a step', () => {
    using state = ownedState(colourModel());
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-n-b-|');
      const sourceSubs = '   ^------!';
      const expected = '     -x-e-y-|';
      const output = source.pipe(map(made), gradientsOf(trainConfig(state)), map(seen));
      expectObservable(output).toBe(expected, shown);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
    expect(state.scalars.steps).toBe(3);
    expect(state.position).toEqual({ phase: 1, epoch: 2, step: 1 });
  });

  test.each([
    ['never', '-', '-', '^'],
    ['empty', '--|', '--|', '^-!'],
    ['an error', '-a-#', '-x-#', '^--!'],
  ])('%s', (_, diagram, expected, subscriptions) => {
    using state = ownedState(colourModel());
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(diagram);
      const output = source.pipe(map(made), gradientsOf(trainConfig(state)), map(seen));
      expectObservable(output).toBe(expected, shown);
      expectSubscriptions(source.subscriptions).toBe(subscriptions);
    });
  });

  test('changes no weight, and releases the batch first', () => {
    using state = ownedState(colourModel());
    const before = weightsOf(state.model);
    const batch = made('a');
    const order: string[] = [];
    batch.whenReleased(() => order.push('released'));
    of(batch)
      .pipe(gradientsOf(trainConfig(state)), map(seen))
      .subscribe(() => order.push('gradients'));
    expect(order).toEqual(['released', 'gradients']);
    expect(weightsOf(state.model)).toEqual(before);
  });

  const gradientsWith = (change: Partial<GradientsOfConfig>): readonly number[] => {
    using state = ownedState(colourModel());
    const values: number[] = [];
    of('a')
      .pipe(map(made), gradientsOf({ ...trainConfig(state), ...change }))
      .subscribe((gradients) => {
        using owned = gradients;
        for (const tensor of owned.tensors ?? []) values.push(...(tensor?.dataSync() ?? [NaN]));
      });
    return values;
  };

  test('frozen parameters have no gradient', () => {
    const all = gradientsWith({});
    expect(all).toHaveLength(8);
    expect(gradientsWith({ frozen: new Set(['1.weight']) })).toEqual([NaN, ...all.slice(6)]);
  });

  test('float16 gradients are unscaled, and the scale counts the step', () => {
    const engine = { ...defaultEngine, precision: 'float16' } as const;
    const [exact, scaled] = [gradientsWith({}), gradientsWith({ engine })];
    scaled.forEach((value, i) => expect(value).toBeCloseTo(exact[i]!, 5));
    using state = ownedState(colourModel());
    of('a', 'b')
      .pipe(map(made), gradientsOf({ ...trainConfig(state), engine }), map(seen))
      .subscribe();
    expect(state.scalars.lossScale).toEqual({ value: 2 ** 16, steps: 2 });
  });

  test('a batch whose loss is not finite leaves the running statistics as they were', () => {
    const buffersAfter = (value: number): readonly number[] => {
      using state = ownedState(convolutionalModel());
      const images = tf.tensor4d(new Float32Array(1536).fill(value), [2, 16, 16, 3]);
      of(new Batch({ ...fieldsOf(made('a')), images }))
        .pipe(gradientsOf(trainConfig(state)), map(seen))
        .subscribe();
      const weights = [...state.model.weights()].filter(([name]) => !state.model.parameters.has(name));
      return weights.flatMap(([, { data }]) => [...data]);
    };
    using untrained = ownedState(convolutionalModel());
    const before = [...untrained.model.weights()]
      .filter(([name]) => !untrained.model.parameters.has(name))
      .flatMap(([, { data }]) => [...data]);
    expect(buffersAfter(0.5)).not.toEqual(before);
    expect(buffersAfter(3e38)).toEqual(before);
  });

  test('float16 gradients that overflow are absent, and the scale halves', () => {
    using state = ownedState(colourModel());
    state.scalars = { ...state.scalars, lossScale: { value: 1e300, steps: 3 } };
    const engine = { ...defaultEngine, precision: 'float16' } as const;
    const absent: boolean[] = [];
    of('a')
      .pipe(map(made), gradientsOf({ ...trainConfig(state), engine }))
      .subscribe(({ tensors }) => absent.push(tensors === null));
    expect(absent).toEqual([true]);
    expect(state.scalars.lossScale).toEqual({ value: 5e299, steps: 0 });
  });
});

describe('tensors', () => {
  test.each([
    ['completed', of('a', 'n', 'b'), {}],
    ['failed', failAfter('a'), {}],
    ['failed in the loss', of('a', 'b'), { loss: brokenLoss }],
    ['unsubscribed', concat(of('a'), NEVER), {}],
  ])('%s: no tensor leaks', (_, source, change) => {
    expectNoLeaks(() => {
      using state = ownedState(colourModel());
      source
        .pipe(map(made), gradientsOf(trainConfig(state, change)), map(seen))
        .subscribe({ error: () => {} })
        .unsubscribe();
    });
  });
});

describe('Gradients', () => {
  const gradients = (): Gradients =>
    new Gradients({ tensors: [tf.ones([2]), null, tf.ones([3])], loss: 1, count: 2, index: 0, fitStep: 0 });
  const doubled = ({ tensors }: Gradients) =>
    tensors!.map((tensor) => (tensor === null ? null : tf.mul(tensor, 2)));

  test('moved contents are freed by their new owner, and replaced tensors at once', () => {
    expectNoLeaks(() => {
      const first = gradients();
      const second = first.with(doubled(first));
      expect(first.tensors![0]!.isDisposed).toBe(true);
      first[Symbol.dispose]();
      expect(second.tensors![0]!.isDisposed).toBe(false);
      second[Symbol.dispose]();
    });
  });

  test('release frees whoever owns the contents', () => {
    expectNoLeaks(() => {
      const first = gradients();
      first.with(doubled(first)).with([tf.ones([1])]);
      first.release();
      const second = gradients();
      second.with(second.tensors);
      second.release();
      second.release();
    });
  });
});

test('a whole step updates the weights itself; in float16 the gradients are passed on', () => {
  for (const [precision, isApplied] of [
    ['float32', true],
    ['float16', false],
  ] as const) {
    using state = ownedState(colourModel());
    const before = weightsOf(state.model);
    const whole = { schedule: () => ({ learningRates: [0.1], momentum: null }), totalSteps: 1 };
    const config = trainConfig(state, { engine: { ...defaultEngine, precision } });
    const received: boolean[] = [];
    of('a')
      .pipe(map(made), gradientsOf({ ...config, whole }))
      .subscribe((gradients) => {
        received.push(gradients.isApplied, gradients.tensors === null);
        gradients[Symbol.dispose]();
      });
    expect(received).toEqual([isApplied, isApplied]);
    expect(weightsOf(state.model).join() !== before.join()).toBe(isApplied);
    expect(state.scalars.form).toBe(isApplied ? 'whole' : 'split');
  }
});
