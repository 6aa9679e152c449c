import { at } from '../../core/index.ts';
import type { LayerSpec } from '../specs/layer-spec.ts';
import type { SingleSpec } from '../specs/layers-in.ts';
import type { Naming, Path } from '../specs/path.ts';
import { activation } from './activation.ts';
import { batchNorm } from './batch-norm.ts';
import { conv } from './conv.ts';
import { convNorm } from './conv-norm.ts';
import { dense } from './dense.ts';
import { dropout } from './dropout.ts';
import { flatten } from './flatten.ts';
import { globalPooling } from './global-pooling.ts';
import { inLayer } from './in-layer.ts';
import type { Layer, LayerPasses } from './layer.ts';
import { pooling } from './pooling.ts';
import { recomputing } from './recomputing.ts';
import { residual } from './residual.ts';
import { selfAttention } from './self-attention.ts';
import { sequential } from './sequential.ts';
import { squeezeExcite } from './squeeze-excite.ts';

/**
 * Returns a layer as functions of tensors, for evaluation and for training.
 *
 * A convolution that batch norm follows becomes one layer with it, and with the ReLU after it.
 *
 * @param path the place of the layer in the network
 * @param naming names its weights
 */
export function compile(spec: LayerSpec, path: Path, naming: Naming): Layer {
  switch (spec.kind) {
    case 'sequential':
      return sequential(compileAll(spec.layers, path, naming));
    case 'residual':
      return recomputing(
        residual(
          compile(spec.path, [...path, 'path'], naming),
          compile(spec.shortcut, [...path, 'shortcut'], naming),
          spec.activation,
        ),
      );
    default:
      return inLayer(passesOf(spec), (parameter) => naming(path, parameter));
  }
}

function compileAll(layers: readonly LayerSpec[], path: Path, naming: Naming): readonly Layer[] {
  const compiled: Layer[] = [];
  for (let i = 0; i < layers.length; i++) {
    const [spec, next, last] = [at(layers, i), layers[i + 1], layers[i + 2]];
    const nameOf =
      (position: number) =>
      (parameter?: string): string =>
        naming([...path, position], parameter);
    if (spec.kind === 'conv' && next?.kind === 'batchNorm') {
      const activates = last?.kind === 'activation' && last.name === 'relu';
      compiled.push(convNorm(spec, nameOf(i), nameOf(i + 1), activates));
      i += activates ? 2 : 1;
    } else compiled.push(compile(spec, [...path, i], naming));
  }
  return compiled;
}

/** Returns the passes of a single layer. */
function passesOf(spec: SingleSpec): LayerPasses {
  switch (spec.kind) {
    case 'activation':
      return activation(spec.name);
    case 'averagePooling':
    case 'maxPooling':
      return pooling(spec);
    case 'batchNorm':
      return batchNorm;
    case 'conv':
      return conv(spec);
    case 'custom':
      return spec;
    case 'dense':
      return dense(spec);
    case 'dropout':
      return dropout(spec);
    case 'flatten':
      return flatten;
    case 'globalPooling':
      return globalPooling(spec);
    case 'selfAttention':
      return selfAttention;
    case 'squeezeExcite':
      return squeezeExcite(spec);
  }
}
