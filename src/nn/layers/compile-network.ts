import { fastaiNames } from '../names/fastai-names.ts';
import type { Network } from '../network.ts';
import type { LayerSpec } from '../specs/layer-spec.ts';
import { compile } from './compile.ts';
import type { Layer } from './layer.ts';
import { recomputing } from './recomputing.ts';
import { sequential } from './sequential.ts';

/** A network as functions of tensors: each of its stages by name, and all of them. */
export interface CompiledNetwork {
  readonly stages: readonly (readonly [stage: string, layer: Layer])[];
  readonly layer: Layer;
}

/** Returns the stages of a network from `start` to before `end`, as one layer. */
export const layerOf = ({ stages }: CompiledNetwork, start: number, end?: number): Layer =>
  sequential(stages.slice(start, end).map(([, layer]) => layer));

/** Returns a network as functions of tensors, which look up weights by fastai's names. */
export function compileNetwork(network: Network): CompiledNetwork {
  const stages = network.stages.map(({ name, spec, path, isHead }) => {
    const layer = compile(spec, path, fastaiNames);
    // Residual blocks compute their own activations again; the head is small.
    return [name, isHead || hasResidual(spec) ? layer : recomputing(layer)] as const;
  });
  return { stages, layer: sequential(stages.map(([, layer]) => layer)) };
}

const hasResidual = (spec: LayerSpec): boolean =>
  spec.kind === 'residual' || (spec.kind === 'sequential' && spec.layers.some(hasResidual));
