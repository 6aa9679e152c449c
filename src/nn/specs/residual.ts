import type { ActivationName } from './activation.ts';
import type { LayerSpec } from './layer-spec.ts';
import { sequential } from './sequential.ts';

/** See {@link residual}. */
export interface ResidualSpec {
  readonly kind: 'residual';
  readonly path: LayerSpec;
  readonly shortcut: LayerSpec;
  readonly activation: ActivationName;
}

/**
 * Returns a residual block, activation(path(x) + shortcut(x)) (He et al., 2016).
 *
 * @param shortcut by default the identity
 * @param activation `relu` by default
 * @category Layers
 */
export const residual = (
  path: LayerSpec,
  shortcut: LayerSpec = sequential([]),
  activation: ActivationName = 'relu',
): ResidualSpec => ({ kind: 'residual', path, shortcut, activation });
