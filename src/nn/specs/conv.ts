import { requireOption } from '../../core/index.ts';
import { heNormal, type ParameterSpecs } from './parameter.ts';

/** See {@link conv}. */
export interface ConvSpec extends Required<ConvOptions> {
  readonly kind: 'conv';
}

/** Options of {@link conv}. */
export interface ConvOptions {
  readonly inChannels: number;
  readonly outChannels: number;
  /** Height and width of the kernel, odd. Zero padding keeps the size at stride 1. */
  readonly kernelSize: number;
  /** 1 by default. */
  readonly stride?: number;
  /** Convolves channels in this many separate groups (Xie et al., 2017); 1 by default. */
  readonly groups?: number;
}

/**
 * Returns a convolution without bias: PyTorch's Conv2d. Maps `[N, H, W, inChannels]` to
 * `[N, ⌈H/stride⌉, ⌈W/stride⌉, outChannels]`. Throws BadOption unless `groups` divides both numbers of channels.
 *
 * @category Layers
 */
export function conv(options: ConvOptions): ConvSpec {
  const { inChannels, outChannels, groups = 1 } = options;
  requireOption(
    inChannels % groups === 0 && outChannels % groups === 0,
    'conv groups',
    `a divisor of ${inChannels} and ${outChannels} channels`,
    groups,
  );
  return { kind: 'conv', stride: 1, groups: 1, ...options };
}

/** Returns the zeros that a convolution adds on each side. */
export const paddingOf = ({ kernelSize }: ConvSpec): number => (kernelSize - 1) / 2;

/** Returns the shape of a kernel, HWIO. */
export const kernelShapeOf = ({ kernelSize, inChannels, groups, outChannels }: ConvSpec): number[] => [
  kernelSize,
  kernelSize,
  inChannels / groups,
  outChannels,
];

/** Returns the parameters of the layer. */
export const convParameters = (spec: ConvSpec): ParameterSpecs => ({
  parameters: [
    heNormal('weight', kernelShapeOf(spec), (spec.inChannels / spec.groups) * spec.kernelSize ** 2),
  ],
  buffers: [],
});
