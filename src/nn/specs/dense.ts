import { constant, heNormal, type ParameterSpecs } from './parameter.ts';

/** See {@link dense}. */
export interface DenseSpec extends Required<DenseOptions> {
  readonly kind: 'dense';
}

/** Options of {@link dense}. */
export interface DenseOptions {
  readonly inFeatures: number;
  readonly outFeatures: number;
  /** Whether a bias is added; true by default. */
  readonly bias?: boolean;
}

/**
 * Returns a layer that computes x · weight + bias: PyTorch's Linear. Maps `[N, inFeatures]` to `[N, outFeatures]`.
 *
 * @category Layers
 */
export const dense = (options: DenseOptions): DenseSpec => ({ kind: 'dense', bias: true, ...options });

/** Returns the parameters of the layer. */
export const denseParameters = ({ inFeatures, outFeatures, bias }: DenseSpec): ParameterSpecs => ({
  parameters: [
    heNormal('weight', [inFeatures, outFeatures], inFeatures),
    ...(bias ? [{ name: 'bias', shape: [outFeatures], initial: constant(0), role: 'bias' } as const] : []),
  ],
  buffers: [],
});
