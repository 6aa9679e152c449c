/** The names of the activations. */
export type ActivationName = 'relu' | 'mish';

/** See {@link activation}. */
export interface ActivationSpec {
  readonly kind: 'activation';
  readonly name: ActivationName;
}

/**
 * Returns an activation, which keeps the shape: `relu`, max(x, 0), or `mish`, x · tanh(ln(1 + eˣ)) (Misra, 2019).
 *
 * @category Layers
 */
export const activation = (name: ActivationName): ActivationSpec => ({ kind: 'activation', name });
