import type { ModelDescription, SavedModel } from '../../src/core/index.ts';
import {
  activation,
  averagePooling,
  batchNorm,
  conv,
  convLayer,
  dense,
  dropout,
  flatten,
  globalPooling,
  maxPooling,
  network,
  residual,
  selfAttention,
  sequential,
  squeezeExcite,
  type Architecture,
} from '../../src/nn/index.ts';
import { madeModel } from './made-models.ts';

/** A network of a few kB with layers that exports express in different ways. */
export interface TinyModel {
  readonly name: string;
  readonly architecture: Architecture;
  readonly model: SavedModel;
}

/** Grouped and strided convolutions, squeeze-excite, and average pooling whose last windows are partial. */
const blocks: Architecture = ({ outputs }) =>
  network({
    name: 'blocks',
    outputs,
    body: [
      ['stem', convLayer({ inChannels: 3, outChannels: 8, kernelSize: 3, stride: 2 })],
      ['pool', maxPooling({ size: 3, stride: 2, padding: 1 })],
      [
        'block',
        residual(
          sequential([
            convLayer({ inChannels: 8, outChannels: 16, kernelSize: 1 }),
            convLayer({ inChannels: 16, outChannels: 16, kernelSize: 3, stride: 2, groups: 4 }),
            convLayer({ inChannels: 16, outChannels: 16, kernelSize: 3, groups: 2, activation: null }),
            squeezeExcite({ channels: 16, reduction: 2 }),
          ]),
          sequential([
            averagePooling({ size: 2, stride: 2 }),
            convLayer({ inChannels: 8, outChannels: 16, kernelSize: 1, activation: null }),
          ]),
        ),
      ],
    ],
    head: [
      ['average', globalPooling()],
      ['head', dense({ inFeatures: 16, outFeatures: outputs })],
    ],
  });

/** Self-attention, mish, and the head of fastai. */
const attention: Architecture = ({ outputs }) =>
  network({
    name: 'attention',
    outputs,
    body: [
      ['stem', convLayer({ inChannels: 3, outChannels: 6, kernelSize: 7, stride: 2, activation: 'mish' })],
      ['attention', selfAttention(6)],
      ['excite', squeezeExcite({ channels: 6, reduction: 2 })],
    ],
    head: [
      ['pool', globalPooling('concat')],
      ['flatten', flatten],
      ['norm', batchNorm(12)],
      ['dropout', dropout(0.25)],
      ['hidden', dense({ inFeatures: 12, outFeatures: 8, bias: false })],
      ['relu', activation('relu')],
      ['norm 2', batchNorm(8)],
      ['head', dense({ inFeatures: 8, outFeatures: outputs, bias: false })],
    ],
  });

/** A convolution without batch norm, batch norm without a convolution, and dense layers on all pixels. */
const pixels: Architecture = ({ outputs }) =>
  network({
    name: 'pixels',
    outputs,
    body: [
      ['conv', conv({ inChannels: 3, outChannels: 4, kernelSize: 5, stride: 2 })],
      ['mish', activation('mish')],
      ['norm', batchNorm(4)],
      ['average', averagePooling({ size: 3, stride: 2 })],
      ['max', maxPooling({ size: 2, stride: 1, padding: 0 })],
    ],
    head: [
      ['flatten', flatten],
      ['head', dense({ inFeatures: 2 * 3 * 4, outFeatures: outputs })],
    ],
  });

const tiny = (
  name: string,
  architecture: Architecture,
  description: Partial<ModelDescription>,
): TinyModel => ({
  name,
  architecture,
  model: madeModel({ architecture: name, ...description }, architecture),
});

/** Models of all layers: one per network, at sizes that no stride divides. */
export const tinyModels: readonly TinyModel[] = [
  tiny('blocks', blocks, { size: [21, 27] }),
  tiny('attention', attention, { size: [18, 14], task: { kind: 'multi-label', threshold: 0.5 } }),
  tiny('pixels', pixels, { size: [11, 16], normalization: null }),
];

/** Returns bytes that look random, the same on every machine. */
export function madeBytes(count: number): Uint8Array {
  let state = 7;
  return Uint8Array.from({ length: count }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return state % 256;
  });
}
