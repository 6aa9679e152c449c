import { expect, test } from 'vitest';
import type { ImageSize, PadMode, ResizeStep, Size } from '../../src/core/index.ts';
import { carryOut } from '../../src/core/pixels/index.ts';
import { randomResizedCrop, resize, type ItemTransform } from '../../src/items/index.ts';
import { itemSteps } from '../../src/items/item-plan.ts';
import { drawOf } from '../items/fake-files.ts';
import { goldenCases } from '../support/golden.ts';
import { itemGeometryKinds } from './augment-geometry-kinds.ts';

interface Drawn {
  readonly validation: boolean;
  readonly uniforms: readonly number[] | null;
}

interface Geometry extends ImageSize, Drawn {}

interface GoldenStep {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly pad: {
    readonly left: number;
    readonly top: number;
    readonly right: number;
    readonly bottom: number;
  };
  readonly pad_mode: PadMode;
  readonly resize_to: ImageSize | null;
}

interface Image {
  readonly shape: readonly [number, number, number];
  readonly data: readonly number[];
}

interface ResizeInputs {
  readonly size: Size;
  readonly method: 'crop' | 'pad' | 'squish';
  readonly pad_mode?: PadMode;
}

/** Returns the steps of one transform, which must use all given random numbers. */
function stepsOf(transform: ItemTransform, size: ImageSize, { validation, uniforms }: Drawn) {
  const { draw, left } = drawOf(uniforms ?? []);
  const { steps } = itemSteps([transform], size, validation ? null : draw);
  return { steps, left };
}

/** A step in the format of the golden file. */
const described = (size: ImageSize, { box, padMode, resizeTo }: ResizeStep): GoldenStep => ({
  ...box,
  pad: {
    left: Math.max(0, -box.left),
    top: Math.max(0, -box.top),
    right: Math.max(0, box.left + box.width - size.width),
    bottom: Math.max(0, box.top + box.height - size.height),
  },
  pad_mode: padMode,
  resize_to: resizeTo,
});

function checkSteps(transform: ItemTransform, inputs: Geometry, expected: unknown): void {
  const size = { height: inputs.height, width: inputs.width };
  const { steps, left } = stepsOf(transform, size, inputs);
  const golden = expected as { readonly steps: readonly GoldenStep[]; readonly output: ImageSize };
  const ours = steps.map((step, i) => described(steps[i - 1]?.resizeTo ?? size, step));
  // A step that only crops resizes to the size of its box.
  const theirs = golden.steps.map((step) => ({
    ...step,
    resize_to: step.resize_to ?? { height: step.height, width: step.width },
  }));
  expect(ours).toEqual(theirs);
  expect(steps.at(-1)?.resizeTo).toEqual(golden.output);
  expect(left()).toBe(0);
}

const checks: Readonly<Record<string, (inputs: never, expected: unknown) => void>> = {
  resize: ({ size, method, pad_mode, ...rest }: Geometry & ResizeInputs, expected) => {
    // The reference padded with zeros, although its inputs do not mention it.
    const padMode = pad_mode ?? (method === 'pad' ? 'zeros' : 'reflection');
    checkSteps(resize(size, { method, padMode }), rest, expected);
  },
  random_resized_crop: (
    inputs: Geometry & {
      readonly size: Size;
      readonly min_scale?: number;
      readonly max_scale?: number;
      readonly ratio?: readonly [number, number];
      readonly val_xtra?: number;
    },
    expected,
  ) => {
    const { size, min_scale = 0.08, max_scale = 1, ratio = [3 / 4, 4 / 3], val_xtra = 0.14 } = inputs;
    const config = { minScale: min_scale, maxScale: max_scale, ratio, valXtra: val_xtra };
    checkSteps(randomResizedCrop(size, config), inputs, expected);
  },
  resize_pixels: (inputs: Drawn & ResizeInputs & { readonly image: Image }, expected) => {
    const [height, width] = inputs.image.shape;
    const { method, pad_mode: padMode = 'reflection' } = inputs;
    const { steps } = stepsOf(resize(inputs.size, { method, padMode }), { height, width }, inputs);
    const pixels = carryOut({ height, width, data: Uint8Array.from(inputs.image.data) }, steps);
    const { output } = expected as { readonly output: Image };
    expect([pixels.height, pixels.width, 3]).toEqual(output.shape);
    const worst = output.data.reduce(
      (most, v, i) => Math.max(most, Math.abs(v - (pixels.data[i] ?? NaN))),
      0,
    );
    expect(worst).toBeLessThanOrEqual(1);
  },
};

const cases = goldenCases('augment_geometry').filter(([, { kind }]) => itemGeometryKinds.includes(kind));

test.each(cases)('%s', (_, { kind, inputs, expected }) => {
  const check = checks[kind];
  if (check === undefined) throw new Error(`no check for kind ${kind}`);
  check(inputs as never, expected);
});
