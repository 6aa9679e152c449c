import { expect, test } from 'vitest';
import { patchBox, pastePatches } from '../../src/batches/mixing/cut-mix.ts';
import { blend, mixUp } from '../../src/batches/mixing/mix-up.ts';
import type { MixedImages } from '../../src/batches/index.ts';
import { createRng, type ClassTargets } from '../../src/core/index.ts';
import { tf, type Tensor2D, type Tensor4D } from '../../src/engine/index.ts';
import { crossEntropy, labelSmoothingCrossEntropy, lossAndGradient, type Loss } from '../../src/nn/index.ts';
import { goldenCases } from '../support/golden.ts';
import { mixedOf } from '../support/targets.ts';

type Numbers = readonly number[];

interface Image {
  readonly shape: [number, number, number, number];
  readonly data: number[];
}

interface Inputs {
  readonly x: Image;
  readonly targets: number[];
  readonly shuffle: Numbers;
  readonly logits: number[][];
  readonly base_loss: string;
}

interface Expected {
  readonly x: Image;
  readonly targets_shuffled: Numbers;
  readonly loss: number;
  readonly loss_grad: readonly Numbers[];
}

const TOLERANCE = 1e-5;

function expectClose(received: ArrayLike<number>, expected: Numbers): void {
  expect(received).toHaveLength(expected.length);
  const worst = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - received[i]!)), 0);
  expect(worst).toBeLessThanOrEqual(TOLERANCE);
}

const tensorOf = ({ data, shape }: Image): Tensor4D => tf.tensor4d(data, shape);

const classesOf = (targets: Numbers): ClassTargets => ({
  _tag: 'ClassTargets',
  classes: Int32Array.from(targets),
});

/** `cross_entropy`, or `label_smoothing 0.1`. */
function lossOf(name: string): Loss {
  const [kind, epsilon] = name.split(' ');
  if (kind === 'cross_entropy') return crossEntropy;
  if (kind === 'label_smoothing') return labelSmoothingCrossEntropy({ epsilon: Number(epsilon) });
  throw new Error(`unknown base loss: ${name}`);
}

function checkMixed({ images, targets }: MixedImages, inputs: Inputs, expected: Expected): void {
  expect(images.shape).toEqual(expected.x.shape);
  expectClose(images.dataSync(), expected.x.data);
  const { classes, others } = mixedOf(targets);
  expect([...classes]).toEqual(inputs.targets);
  expect([...others]).toEqual(expected.targets_shuffled);
  const logits: Tensor2D = tf.tensor2d(inputs.logits);
  const { loss, gradient } = lossAndGradient(lossOf(inputs.base_loss), logits, targets);
  expectClose(loss.dataSync(), [expected.loss]);
  expectClose(gradient.dataSync(), expected.loss_grad.flat());
}

/** Images of one pixel per batch; their weights are independent draws. */
const DRAWS = 40_000;

const kinds: Readonly<Record<string, (inputs: never, expected: never) => void>> = {
  lam_distribution: (
    { alpha, at }: { readonly alpha: number; readonly at: Numbers },
    expected: { readonly mean: number; readonly std: number; readonly cdf: Numbers },
  ) => {
    const images: Tensor4D = tf.zeros([DRAWS, 1, 1, 1]);
    const draw = createRng(1).at('lam').draws();
    const { targets } = mixUp(alpha).mix(images, classesOf(Array<number>(DRAWS).fill(0)), draw);
    const { weights } = mixedOf(targets);
    const meanOf = (value: (weight: number) => number): number =>
      weights.reduce((sum, weight) => sum + value(weight), 0) / DRAWS;
    const mean = meanOf((weight) => weight);
    const std = Math.sqrt(meanOf((weight) => (weight - mean) ** 2));
    const kurtosis = meanOf((weight) => (weight - mean) ** 4) / std ** 4;
    // Five standard errors: of a mean, of a deviation, and of a fraction, which varies most at 1/2.
    expect(Math.abs(mean - expected.mean)).toBeLessThan((5 * expected.std) / Math.sqrt(DRAWS));
    expect(Math.abs(std / expected.std - 1)).toBeLessThan(2.5 * Math.sqrt((kurtosis - 1) / DRAWS));
    at.forEach((bound, i) => {
      const fraction = weights.filter((weight) => weight <= bound).length / DRAWS;
      expect(Math.abs(fraction - expected.cdf[i]!)).toBeLessThan((5 * 0.5) / Math.sqrt(DRAWS));
    });
  },
  mixup: (
    inputs: Inputs & { readonly lam_draws: Numbers },
    expected: Expected & { readonly lam: Numbers },
  ) => {
    const mixed = blend(tensorOf(inputs.x), classesOf(inputs.targets), {
      weights: inputs.lam_draws,
      shuffle: inputs.shuffle,
    });
    expectClose(mixedOf(mixed.targets).weights, expected.lam);
    checkMixed(mixed, inputs, expected);
  },
  mixup_float_targets: (
    {
      x,
      targets,
      lam_draws: weights,
      shuffle,
    }: Pick<Inputs, 'x' | 'shuffle'> & {
      readonly targets: readonly Numbers[];
      readonly lam_draws: Numbers;
    },
    expected: { readonly x: Image; readonly lam: Numbers; readonly targets: readonly Numbers[] },
  ) => {
    const classes = classesOf(targets.map(() => 0));
    const mixed = blend(tensorOf(x), classes, { weights, shuffle });
    expectClose(mixed.images.dataSync(), expected.x.data);
    expectClose(mixedOf(mixed.targets).weights, expected.lam);
    // Numeric targets are mixed as pixels: images of one pixel with one channel per number.
    const rows = tf.tensor4d(targets.flat(), [targets.length, 1, 1, targets[0]!.length]);
    expectClose(blend(rows, classes, { weights, shuffle }).images.dataSync(), expected.targets.flat());
  },
  cutmix: (
    inputs: Inputs & { readonly lam_draw: number; readonly cx: number; readonly cy: number },
    expected: Expected & {
      readonly lam: number;
      readonly box: { readonly x1: number; readonly x2: number; readonly y1: number; readonly y2: number };
    },
  ) => {
    const [, height, width] = inputs.x.shape;
    const centre = { x: inputs.cx, y: inputs.cy };
    const { x1, x2, y1, y2 } = expected.box;
    const box = patchBox({ height, width }, inputs.lam_draw, centre);
    expect(box).toEqual({ left: x1, top: y1, width: x2 - x1, height: y2 - y1 });
    const { shuffle } = inputs;
    const mixed = pastePatches(tensorOf(inputs.x), classesOf(inputs.targets), {
      weight: inputs.lam_draw,
      centre,
      shuffle,
    });
    expectClose(
      mixedOf(mixed.targets).weights,
      inputs.targets.map(() => expected.lam),
    );
    checkMixed(mixed, inputs, expected);
  },
};

test.each(goldenCases('mixup'))('%s', (_, { kind, inputs, expected }) => {
  const check = kinds[kind];
  if (check === undefined) throw new Error(`no check for kind ${kind}`);
  tf.tidy(() => {
    check(inputs as never, expected as never);
  });
});
