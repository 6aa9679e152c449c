import { map, of, range, tap } from 'rxjs';
import { expect, test } from 'vitest';
import { tf } from '../../src/engine/index.ts';
import { accumulated, clipped } from '../../src/learner/index.ts';
import { numberIn } from '../../src/learner/hooks/numbers.ts';
import { oneCycle, sgd, type Schedule } from '../../src/nn/index.ts';
import { Gradients, trainStep } from '../../src/steps/index.ts';
import { between } from '../learner/hooks/lettered-gradients.ts';
import { colourModel, ownedState, trainConfig } from '../steps/tiny-model.ts';
import { goldenCases } from '../support/golden.ts';
import { expectNoLeaks, onePixelBatch } from '../support/made-batches.ts';

type Nested = number | readonly Nested[];
type Arrays = readonly (Nested | null)[];

const flat = (values: Nested | Arrays): readonly unknown[] => [values].flat(Infinity as 9);

/** Expects equal numbers, and nulls in the same places. */
function expectClose(received: Arrays, expected: Arrays): void {
  const close = flat(expected).map((value) =>
    typeof value === 'number' ? (expect.closeTo(value, 5) as unknown) : value,
  );
  expect(flat(received)).toEqual(close);
}

const read = ({ tensors }: Gradients): Arrays | null =>
  tensors === null ? null : tensors.map((each) => (each === null ? null : (each.arraySync() as Nested)));

interface Clip {
  readonly max_norm: number;
  readonly norm_type: 1 | 2 | 'inf';
  readonly grads: Arrays;
}

function clip({ max_norm, norm_type, grads }: Clip, expected: { readonly grads: Arrays }): void {
  using state = ownedState(colourModel());
  const normType = norm_type === 'inf' ? Infinity : norm_type;
  const tensors = grads.map((values) => (values === null ? null : tf.tensor(values)));
  of(new Gradients({ tensors, loss: 1, count: 2, index: 0, fitStep: 0 }))
    .pipe(between(clipped(max_norm, { normType }), state))
    .subscribe((gradients) => {
      using owned = gradients;
      expectClose(read(owned)!, expected.grads);
    });
}

interface Accumulation {
  readonly x: readonly (readonly number[])[];
  readonly targets: readonly number[];
  readonly kernel: readonly (readonly number[])[];
  readonly bias: readonly number[];
  readonly batch_size: number;
  readonly n_acc: number;
  readonly epochs: number;
  readonly optimizer: string;
  readonly lr: number;
  readonly mom: number;
  readonly one_cycle: boolean;
  readonly max_norm: number | null;
}

interface Accumulated {
  readonly batches: readonly {
    readonly epoch: number;
    readonly batch: number;
    readonly size: number;
    readonly loss: number;
    readonly lr: number;
    readonly mom: number;
    readonly grads: Arrays | null;
    readonly kernel: Nested;
    readonly bias: Nested;
  }[];
  readonly pending_items: number;
}

function accumulate(inputs: Accumulation, expected: Accumulated): void {
  const { x, targets, kernel, bias, batch_size, n_acc, epochs, lr, mom, one_cycle, max_norm } = inputs;
  expect(inputs.optimizer).toBe('SGD');
  using state = ownedState(colourModel(), sgd({ mom }));
  state.model.load(
    new Map([
      ['1.weight', { shape: [3, 2], data: Float32Array.from(kernel.flat()) }],
      ['1.bias', { shape: [2], data: Float32Array.from(bias) }],
    ]),
  );
  const constant: Schedule = () => ({ learningRates: [lr], momentum: mom });
  const steps = Math.ceil(x.length / batch_size);
  let applied: Arrays | null = null;
  const hooks = [accumulated(n_acc), ...(max_norm === null ? [] : [clipped(max_norm)])];
  const config = trainConfig(state, {
    schedule: one_cycle ? oneCycle(lr) : constant,
    totalSteps: steps * epochs,
    steps,
    between: [
      ...hooks.map((hook) => between(hook, state)),
      tap((gradients) => {
        applied = read(gradients);
      }),
    ],
  });
  const rest = [...expected.batches];
  for (let epoch = 0; epoch < epochs; epoch++)
    range(0, steps)
      .pipe(
        map((index) => {
          const [start, end] = [index * batch_size, (index + 1) * batch_size];
          return onePixelBatch(x.slice(start, end), { classes: targets.slice(start, end), index });
        }),
        trainStep({ ...config, epoch }),
      )
      .subscribe((step) => {
        const { size, loss, lr: rate, mom: momentum, grads, ...after } = rest.shift()!;
        expect(step).toMatchObject({ epoch: after.epoch, step: after.batch, count: size });
        if (step._tag !== 'Step') throw new Error('expected a step');
        expectClose([step.loss, step.learningRate, step.momentum], [loss, rate, momentum]);
        expect(applied === null).toBe(grads === null);
        if (applied !== null && grads !== null) expectClose(applied, grads);
        const weights = [...state.model.weights().values()].map(({ data }) => [...data]);
        expectClose(weights, [after.kernel, after.bias]);
      });
  expect(rest).toEqual([]);
  expect(numberIn(state.memory.save(), 'accumulated/count')).toBe(expected.pending_items);
}

const kinds: Readonly<Record<string, (inputs: never, expected: never) => void>> = {
  gradient_clip: clip,
  gradient_accumulation: accumulate,
};

const cases = goldenCases('hooks').filter(([, { kind }]) => kind in kinds);

test('there are cases', () => {
  expect(cases).toHaveLength(14);
});

test.each(cases)('%s', (_, { kind, inputs, expected }) => {
  expectNoLeaks(() => {
    kinds[kind]!(inputs as never, expected as never);
  });
});
