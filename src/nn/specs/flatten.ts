/** See {@link flatten}. */
export interface FlattenSpec {
  readonly kind: 'flatten';
}

/**
 * Makes one axis of all axes but the first: PyTorch's Flatten. Maps `[N, H, W, C]` to `[N, H · W · C]`.
 *
 * @category Layers
 */
export const flatten: FlattenSpec = { kind: 'flatten' };
