import type { ActivationName } from './activation.ts';
import { constant, heNormal, type ParameterSpecs } from './parameter.ts';

/** See {@link squeezeExcite}. */
export interface SqueezeExciteSpec {
  readonly kind: 'squeezeExcite';
  readonly channels: number;
  readonly hiddenChannels: number;
  readonly activation: ActivationName;
}

/** Options of {@link squeezeExcite}. */
export interface SqueezeExciteOptions {
  /** The size of the last axis. */
  readonly channels: number;
  /** Divides the number of hidden channels, which is rounded up to a multiple of 8; 16 by default. */
  readonly reduction?: number;
  /** That of the hidden channels; `relu` by default. */
  readonly activation?: ActivationName;
}

/**
 * Returns a layer that scales each channel by a weight in 0..1 computed from the means of all channels (Hu et al.,
 * 2018): fastai's SEModule. Keeps the shape `[N, H, W, channels]`.
 *
 * @category Layers
 */
export const squeezeExcite = ({
  channels,
  reduction = 16,
  activation = 'relu',
}: SqueezeExciteOptions): SqueezeExciteSpec => ({
  kind: 'squeezeExcite',
  channels,
  activation,
  hiddenChannels: Math.ceil(Math.floor(channels / reduction) / 8) * 8,
});

/** The names of the two convolutions of 1×1, in fastai's list of layers. */
export const SQUEEZE_EXCITE = {
  reduce: { weight: 'layers.1.0.weight', bias: 'layers.1.0.bias' },
  expand: { weight: 'layers.2.0.weight', bias: 'layers.2.0.bias' },
} as const;

/** Returns the parameters of the layer. */
export function squeezeExciteParameters({ channels, hiddenChannels }: SqueezeExciteSpec): ParameterSpecs {
  const { reduce, expand } = SQUEEZE_EXCITE;
  const zeros = (name: string, length: number) =>
    ({ name, shape: [length], initial: constant(0), role: 'bias' }) as const;
  return {
    parameters: [
      heNormal(reduce.weight, [1, 1, channels, hiddenChannels], channels),
      zeros(reduce.bias, hiddenChannels),
      heNormal(expand.weight, [1, 1, hiddenChannels, channels], hiddenChannels),
      zeros(expand.bias, channels),
    ],
    buffers: [],
  };
}
