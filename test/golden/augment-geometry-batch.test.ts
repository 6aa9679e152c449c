import { expect, test } from 'vitest';
import {
  augTransforms,
  cifarStats,
  imagenetStats,
  mnistStats,
  type AugTransformsOptions,
  type BatchTransform,
} from '../../src/batches/index.ts';
import { areaShrunkSize } from '../../src/batches/resampling/area-shrunk-size.ts';
import { cropBox, cropBoxOptions } from '../../src/batches/resampling/crop-box.ts';
import { drawOf } from '../items/fake-files.ts';
import { goldenCases } from '../support/golden.ts';
import { itemGeometryKinds } from './augment-geometry-kinds.ts';

interface CropInputs {
  readonly height: number;
  readonly width: number;
  readonly validation: boolean;
  readonly uniforms: readonly number[] | null;
  readonly min_scale?: number;
  readonly max_scale?: number;
  readonly ratio?: readonly [number, number];
  readonly valid_scale?: number;
}

const checks: Readonly<Record<string, (inputs: never, expected: never) => void>> = {
  random_resized_crop_gpu: (inputs: CropInputs, { box }: { readonly box: unknown }) => {
    const { draw, left } = drawOf(inputs.uniforms ?? []);
    const options = cropBoxOptions({
      ...(inputs.min_scale === undefined ? {} : { minScale: inputs.min_scale }),
      ...(inputs.max_scale === undefined ? {} : { maxScale: inputs.max_scale }),
      ...(inputs.ratio === undefined ? {} : { ratio: inputs.ratio }),
      ...(inputs.valid_scale === undefined ? {} : { validScale: inputs.valid_scale }),
    });
    expect(cropBox(inputs, options, inputs.validation ? null : draw)).toEqual(box);
    expect(left()).toBe(0);
  },
  area_preshrink: (
    inputs: { readonly height: number; readonly width: number; readonly out_width: number },
    expected: { readonly preshrunk_to: readonly [number, number] | null },
  ) => {
    // The identity map covers the full image: coordinates −1 … 1.
    const size = areaShrunkSize(inputs, inputs.out_width, 2);
    expect(size === null ? null : [size.height, size.width]).toEqual(expected.preshrunk_to);
  },
  aug_transforms: (
    inputs: Readonly<Record<string, unknown>>,
    expected: { readonly transforms: readonly Described[]; readonly executed: readonly Described[] },
  ) => {
    const described = augTransforms(camelCased(inputs)).flatMap(inFastaisWords);
    // fastai lists the crop last and runs it by its order; Millrace lists transforms in the order in which they run.
    const listed = [...described].sort((a, b) => Number(isCrop(a)) - Number(isCrop(b)));
    expect(listed).toEqual(expected.transforms);
    expect([
      { transform: 'IntToFloatTensor', order: 10 },
      ...described.map(({ transform, order }) => ({ transform, order })),
      { transform: 'Normalize', order: 99 },
    ]).toEqual(expected.executed);
  },
  stats: (_: unknown, expected: unknown) => {
    expect({ imagenet_stats: imagenetStats, cifar_stats: cifarStats, mnist_stats: mnistStats }).toEqual(
      expected,
    );
  },
};

interface Described {
  readonly transform: string;
  readonly order: number;
}

const isCrop = ({ transform }: Described): boolean => transform === 'RandomResizedCropGPU';

const camelCase = (name: string): string =>
  name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const camelCased = (inputs: Readonly<Record<string, unknown>>): AugTransformsOptions =>
  Object.fromEntries(Object.entries(inputs).map(([name, value]) => [camelCase(name), value]));

const snakeCased = (settings: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(settings).map(([name, value]) => [snakeCase(name), value]));

interface PartSettings extends Readonly<Record<string, unknown>> {
  readonly name: string;
}

const asFunction = ({ name, ...rest }: PartSettings) => ({
  fn: name === 'warp' ? name : `${name}_mat`,
  ...snakeCased(rest),
});

/** A transform's settings, as the reference describes fastai's. */
function inFastaisWords({ name, settings }: BatchTransform): readonly Described[] {
  if (name === 'lighting') {
    const both = snakeCased(settings);
    const functions = ['BrightnessLogit', 'ContrastLogit'].map((fn) => ({ fn, ...both }));
    return [{ transform: 'Brightness', order: 40, lighting: functions } as Described];
  }
  const {
    parts,
    crop,
    size = null,
    mode,
    padMode,
    alignCorners,
  } = settings as {
    readonly parts: readonly PartSettings[];
    readonly crop?: Readonly<Record<string, unknown>>;
    readonly size?: unknown;
    readonly [look: string]: unknown;
  };
  const [first] = parts;
  const spatial = {
    transform: first === undefined ? '' : first.name.charAt(0).toUpperCase() + first.name.slice(1),
    order: 30,
    size,
    ...snakeCased({ mode, padMode, alignCorners }),
    affine: parts.filter((part) => part.name !== 'warp').map(asFunction),
    coord: parts.filter((part) => part.name === 'warp').map(asFunction),
  };
  const cropped =
    crop === undefined ? [] : [{ transform: 'RandomResizedCropGPU', order: 30, ...snakeCased(crop) }];
  return [...(first === undefined ? [] : [spatial]), ...cropped];
}

const cases = goldenCases('augment_geometry').filter(([, { kind }]) => !itemGeometryKinds.includes(kind));

test.each(cases)('%s', (_, { kind, inputs, expected }) => {
  const check = checks[kind];
  if (check === undefined) throw new Error(`no check for kind ${kind}`);
  check(inputs as never, expected as never);
});
