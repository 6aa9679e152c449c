import { describe, expect, test } from 'vitest';
import { createRng } from '../../../src/core/index.ts';
import { tf, type Tensor, type Tensor4D } from '../../../src/engine/index.ts';
import { Model, network, selfAttention, xresnet } from '../../../src/nn/index.ts';
import { selfAttention as passes } from '../../../src/nn/layers/self-attention.ts';
import { randomNormal } from '../../support/close.ts';
import { trainingPassOf } from '../../support/training-pass-of.ts';

type Matrix = readonly (readonly number[])[];

const C = 3;
const [H, W] = [2, 3];
const N = 2;

const numbers = (count: number, seed: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => Math.sin(1.7 * i * seed + seed));

/** fastai's SimpleSelfAttention keeps the kernel as [out, in], and images as [channels, pixels]. */
interface Inputs {
  readonly images: readonly Matrix[];
  readonly kernel: Matrix;
  readonly gamma: number;
  readonly u: readonly number[];
  readonly v: readonly number[];
}

const rows = (values: readonly number[], width: number): Matrix =>
  Array.from({ length: values.length / width }, (_, i) => values.slice(i * width, (i + 1) * width));
const transposed = (a: Matrix): Matrix => a[0]!.map((_, j) => a.map((row) => row[j]!));
const product = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) => transposed(b).map((column) => dot(row, column)));
const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, i) => sum + value * b[i]!, 0);
const unit = (a: readonly number[]): readonly number[] => a.map((value) => value / Math.hypot(...a));
const times = (a: Matrix, x: readonly number[]): readonly number[] => a.map((row) => dot(row, x));

const inputs: Inputs = {
  images: [1, 2].map((seed) => rows(numbers(C * H * W, seed), H * W)),
  kernel: rows(numbers(C * C, 3), C),
  gamma: 0.7,
  u: unit(numbers(C, 4)),
  v: unit(numbers(C, 5)),
};

/** One iteration of the power method, as PyTorch's spectral_norm makes in training. */
function iterated({ kernel, u }: Inputs): Pick<Inputs, 'u' | 'v'> {
  const v = unit(times(transposed(kernel), u));
  return { u: unit(times(kernel, v)), v };
}

/** Returns the output in float64, line by line as fastai computes it. */
function attended({ images, kernel, gamma, u, v }: Inputs): readonly Matrix[] {
  const sigma = dot(u, times(kernel, v));
  const normalized = kernel.map((row) => row.map((value) => value / sigma));
  return images.map((x) => {
    const convx = product(normalized, x);
    const xxT = product(x, transposed(x));
    const o = product(xxT, convx);
    return x.map((row, c) => row.map((value, p) => gamma * o[c]![p]! + value));
  });
}

/** Returns the values of images in our order: pixels, then channels. */
const inOurs = (images: readonly Matrix[]): readonly number[] => images.flatMap((x) => transposed(x).flat());

const weightsOf = ({ kernel, gamma, u, v }: Inputs): ReadonlyMap<string, Tensor> =>
  new Map<string, Tensor>([
    ['conv.weight_orig', tf.tensor2d(transposed(kernel).map((row) => [...row]))],
    ['gamma', tf.tensor1d([gamma])],
    ['conv.weight_u', tf.tensor1d([...u])],
    ['conv.weight_v', tf.tensor1d([...v])],
  ]);

const imagesOf = ({ images }: Inputs): Tensor => tf.tensor4d([...inOurs(images)], [N, H, W, C]);

const dOutput = numbers(N * H * W * C, 6);

/** Returns the derivative of the sum of output · dOutput by a number that `change` shifts. */
function derivative(given: Inputs, change: (by: number) => Partial<Inputs>): number {
  const valueAt = (by: number): number => dot(inOurs(attended({ ...given, ...change(by) })), dOutput);
  return (valueAt(1e-5) - valueAt(-1e-5)) / 2e-5;
}

const shifted = (matrix: Matrix, i: number, j: number, by: number): Matrix =>
  matrix.map((row, r) => row.map((value, c) => (r === i && c === j ? value + by : value)));

/** Expects equal numbers, up to rounding of the greatest. */
function expectValues(actual: Tensor, expected: readonly number[]): void {
  const values = actual.dataSync();
  expect(values).toHaveLength(expected.length);
  const allowed = 1e-5 * Math.max(...expected.map(Math.abs));
  expected.forEach((value, i) => {
    expect(Math.abs(values[i]! - value)).toBeLessThanOrEqual(allowed);
  });
}

describe('self-attention', () => {
  test('infers with the stored singular vectors', () => {
    tf.tidy(() => {
      const weights = weightsOf(inputs);
      const y = passes.infer(imagesOf(inputs), {
        value: (name) => weights.get(name)!,
        once: (_, make) => make(),
      });
      expect(y.shape).toEqual([N, H, W, C]);
      expectValues(y, inOurs(attended(inputs)));
    });
  });

  test.each(['batch', 'running'] as const)(
    'trains with the gradients of fastai; the singular vectors are constants (%s statistics)',
    (statistics) => {
      tf.tidy(() => {
        const given = statistics === 'batch' ? { ...inputs, ...iterated(inputs) } : inputs;
        const buffers = new Map<string, Tensor>();
        const gradients = new Map<string, Tensor>();
        const [y, pullback] = passes.train(
          imagesOf(inputs),
          trainingPassOf(weightsOf(inputs), {
            statistics,
            addGradient: (name, gradient) => gradients.set(name, gradient),
            updateBuffer: (name, next) => buffers.set(name, next),
          }),
        );
        expectValues(y, inOurs(attended(given)));
        if (statistics === 'batch') {
          expectValues(buffers.get('conv.weight_u')!, given.u);
          expectValues(buffers.get('conv.weight_v')!, given.v);
        } else expect(buffers.size).toBe(0);

        const dx = pullback(tf.tensor4d([...dOutput], [N, H, W, C]), true)!;
        const { images, kernel, gamma } = given;
        const byPixel = images.map((x, n) =>
          x.map((row, i) =>
            row.map((_, j) =>
              derivative(given, (by) => ({ images: images.map((each, m) => (m === n ? shifted(x, i, j, by) : each)) })),
            ),
          ),
        );
        expectValues(dx, inOurs(byPixel));
        const byKernel = kernel.map((row, i) =>
          row.map((_, j) => derivative(given, (by) => ({ kernel: shifted(kernel, i, j, by) }))),
        );
        expectValues(gradients.get('conv.weight_orig')!, transposed(byKernel).flat());
        expectValues(gradients.get('gamma')!, [derivative(given, (by) => ({ gamma: gamma + by }))]);
      });
    },
  ); // prettier-ignore

  test('starts as the identity', () => {
    const each = network({
      name: 'attention',
      outputs: 3,
      body: [['attention', selfAttention(3)]],
      head: [],
    });
    using model = new Model(each, createRng(1));
    tf.tidy(() => {
      const images = randomNormal([2, 4, 5, 3], [1, 1]) as Tensor4D;
      const [, output] = model.activations(images)[0]!;
      expect([...output.dataSync()]).toEqual([...images.dataSync()]);
    });
  });

  test('stands after the convolutions of the last block of the first of four stages, by the names of fastai', () => {
    const each = xresnet({
      name: 'attends', outputs: 3, blocks: [2, 1, 1, 1], expansion: 1, widen: 1 / 8, selfAttention: true,
    }); // prettier-ignore
    using model = new Model(each, createRng(1));
    const names = [...model.parameters, ...model.buffers].map(([name]) => name);
    expect(names.filter((name) => !/\.(weight|bias|running_mean|running_var)$/.test(name))).toEqual(
      ['gamma', 'conv.weight_orig', 'conv.weight_u', 'conv.weight_v'].map((name) => `4.1.convpath.2.${name}`),
    );
  });
});
