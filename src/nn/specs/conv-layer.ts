import { activation as activationOf, type ActivationName } from './activation.ts';
import { batchNorm } from './batch-norm.ts';
import { conv, type ConvOptions } from './conv.ts';
import { sequential, type SequentialSpec } from './sequential.ts';

/** Options of {@link convLayer}. */
export interface ConvLayerOptions extends ConvOptions {
  /** What follows; `relu` by default, null for nothing. */
  readonly activation?: ActivationName | null;
  /** The initial scale of batch norm, 1 by default: 0 for the last one of a residual block (Goyal et al., 2017). */
  readonly gamma?: 0 | 1;
}

/**
 * Returns a convolution without bias, then batch norm, then an activation: fastai's ConvLayer. Maps
 * `[N, H, W, inChannels]` to `[N, ⌈H/stride⌉, ⌈W/stride⌉, outChannels]`.
 *
 * @category Layers
 */
export const convLayer = ({ activation = 'relu', gamma, ...options }: ConvLayerOptions): SequentialSpec =>
  sequential([
    conv(options),
    batchNorm(options.outChannels, gamma),
    ...(activation === null ? [] : [activationOf(activation)]),
  ]);
