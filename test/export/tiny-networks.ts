import {
  activation,
  batchNorm,
  conv,
  convLayer,
  dense,
  globalPooling,
  network,
  xresnet,
  type Architecture,
  type XResNetOptions,
} from '../../src/nn/index.ts';

/** Returns an architecture like xresnet18, but tiny. */
export const tinyXresnet =
  (options: Partial<XResNetOptions> = {}): Architecture =>
  ({ outputs, head }) =>
    xresnet({
      name: 'tiny',
      outputs,
      head,
      blocks: [1, 1],
      expansion: 1,
      widen: 0.125,
      stem: [4, 4, 8],
      ...options,
    });

/** A network with mish and without padded pooling, and with a larger kernel at a stride. */
export const tinyMish: Architecture = ({ outputs }) =>
  network({
    name: 'tiny mish',
    outputs,
    body: [
      ['stem', convLayer({ inChannels: 3, outChannels: 4, kernelSize: 5, stride: 2, activation: 'mish' })],
      ['bare', conv({ inChannels: 4, outChannels: 4, kernelSize: 3, stride: 1 })],
      ['alone', activation('mish')],
      ['norm', batchNorm(4)],
      ['pool', globalPooling('max')],
    ],
    head: [['dense', dense({ inFeatures: 4, outFeatures: outputs })]],
  });
