import { constant, heNormal, type ParameterSpecs } from './parameter.ts';

/** See {@link selfAttention}. */
export interface SelfAttentionSpec {
  readonly kind: 'selfAttention';
  readonly channels: number;
}

/**
 * Returns self-attention between the pixels of an image, x + gamma · (x · K) · (xᵀ · x) for pixels `[H · W, channels]`, with
 * spectral normalization of K (Miyato et al., 2018): fastai's SimpleSelfAttention. Keeps the shape `[N, H, W, channels]`.
 *
 * gamma starts at 0: the layer starts as the identity.
 *
 * @param channels the size of the last axis
 * @category Layers
 */
export const selfAttention = (channels: number): SelfAttentionSpec => ({ kind: 'selfAttention', channels });

/** PyTorch's names. */
export const SELF_ATTENTION = {
  kernel: 'conv.weight_orig',
  gamma: 'gamma',
  left: 'conv.weight_u',
  right: 'conv.weight_v',
} as const;

/** Returns the parameters of the layer, and as buffers the singular vectors of the kernel's largest singular value. */
export const selfAttentionParameters = ({ channels }: SelfAttentionSpec): ParameterSpecs => {
  const { kernel, gamma, left, right } = SELF_ATTENTION;
  const direction = (name: string) => ({
    name,
    shape: [channels],
    initial: { kind: 'normal', deviation: 1 / Math.sqrt(channels) } as const,
  });
  return {
    parameters: [
      { name: gamma, shape: [1], initial: constant(0), role: 'weight' },
      heNormal(kernel, [channels, channels], channels),
    ],
    buffers: [direction(left), direction(right)],
  };
};
