import type { LayerSpec } from './layer-spec.ts';
import type { Path } from './path.ts';

/** A layer that holds no others. */
export type SingleSpec = Exclude<LayerSpec, { readonly kind: 'sequential' | 'residual' }>;

/** A single layer at its place in a network. */
export interface PlacedLayer {
  readonly path: Path;
  readonly spec: SingleSpec;
}

/** Returns the single layers of a layer, in order; those of the path of a residual block come before its shortcut's. */
export function layersIn(spec: LayerSpec, path: Path): readonly PlacedLayer[] {
  switch (spec.kind) {
    case 'sequential':
      return spec.layers.flatMap((layer, i) => layersIn(layer, [...path, i]));
    case 'residual':
      return [...layersIn(spec.path, [...path, 'path']), ...layersIn(spec.shortcut, [...path, 'shortcut'])];
    default:
      return [{ path, spec }];
  }
}
