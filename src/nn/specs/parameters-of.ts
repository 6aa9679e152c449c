import { batchNormParameters } from './batch-norm.ts';
import { convParameters } from './conv.ts';
import { denseParameters } from './dense.ts';
import type { LayerSpec } from './layer-spec.ts';
import { layersIn } from './layers-in.ts';
import type { ParameterSpecs } from './parameter.ts';
import type { Naming, Path } from './path.ts';
import { selfAttentionParameters } from './self-attention.ts';
import { squeezeExciteParameters } from './squeeze-excite.ts';

/** Returns the parameters and buffers of a layer at a path of a network, by the names that a naming gives them. */
export const parametersAt = (spec: LayerSpec, path: Path, naming: Naming): ParameterSpecs =>
  joined(
    layersIn(spec, path).map((layer) => {
      const { parameters, buffers } = ownParameters(layer.spec);
      const named = <S extends { readonly name: string }>(each: S): S => ({
        ...each,
        name: naming(layer.path, each.name),
      });
      return { parameters: parameters.map(named), buffers: buffers.map(named) };
    }),
  );

/** Joins the parameters of several layers. */
export const joined = (all: readonly ParameterSpecs[]): ParameterSpecs => ({
  parameters: all.flatMap(({ parameters }) => parameters),
  buffers: all.flatMap(({ buffers }) => buffers),
});

const NONE: ParameterSpecs = { parameters: [], buffers: [] };

/** Returns the parameters and buffers of a single layer, by names that are unique within it. */
export function ownParameters(spec: LayerSpec): ParameterSpecs {
  switch (spec.kind) {
    case 'conv':
      return convParameters(spec);
    case 'batchNorm':
      return batchNormParameters(spec);
    case 'dense':
      return denseParameters(spec);
    case 'squeezeExcite':
      return squeezeExciteParameters(spec);
    case 'selfAttention':
      return selfAttentionParameters(spec);
    case 'custom':
      return spec;
    default:
      return NONE;
  }
}
