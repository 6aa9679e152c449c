import type { LayerSpec } from './layer-spec.ts';

/** See {@link sequential}. */
export interface SequentialSpec {
  readonly kind: 'sequential';
  readonly layers: readonly LayerSpec[];
}

/**
 * Returns a layer that applies the given layers in order: PyTorch's Sequential. An empty list is the identity.
 *
 * @category Layers
 */
export const sequential = (layers: readonly LayerSpec[]): SequentialSpec => ({ kind: 'sequential', layers });
