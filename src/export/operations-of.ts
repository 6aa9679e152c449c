import { at, badOption, MillraceError, valueAt, type StateArray, type StateDict } from '../core/index.ts';
import {
  checkWeights,
  paddingOf,
  fastaiNames,
  outputShapeOf,
  SELF_ATTENTION,
  SQUEEZE_EXCITE,
  type ActivationName,
  type ConvSpec,
  type LayerSpec,
  type Network,
  type Path,
  type SelfAttentionSpec,
  type Shape,
  type SqueezeExciteSpec,
} from '../nn/for-inference.ts';
import { affineOf, fold, vector } from './fold-batch-norm.ts';
import { IMAGE, type Computation, type ExportedNetwork, type Operation } from './operation.ts';

/** The output of an operation. */
interface Output {
  readonly name: string;
  readonly shape: Shape;
}

/**
 * Returns a network in evaluation mode as a graph of simple operations, with batch norm folded into the convolution before
 * it: what every export format expresses in its own words.
 *
 * Throws BadOption for a network with a custom layer, and BadData if a name or a shape of the weights does not match.
 *
 * @param network the network
 * @param weights as {@link Model.weights} returns them
 * @param size height and width of the images, in pixels
 */
export function operationsOf(
  network: Network,
  weights: StateDict,
  [height, width]: readonly [height: number, width: number],
): ExportedNetwork {
  checkWeights(network, weights);
  const builder = new Builder(weights);
  const image: Output = { name: IMAGE, shape: [height, width, 3] };
  const logits = builder.all(
    network.stages.map(({ spec, path }) => [spec, path] as const),
    image,
  );
  return { operations: builder.operations, logits: logits.name };
}

class Builder {
  readonly operations: Operation[] = [];
  private readonly weights: StateDict;

  constructor(weights: StateDict) {
    this.weights = weights;
  }

  /** Adds layers that follow each other. */
  all(layers: readonly (readonly [spec: LayerSpec, path: Path])[], input: Output): Output {
    let output = input;
    for (let i = 0; i < layers.length; i++) {
      const [spec, path] = at(layers, i);
      const [next, nextPath = path] = layers[i + 1] ?? [];
      if (spec.kind === 'conv' && next?.kind === 'batchNorm') {
        const folded = fold(
          this.weight(path, 'weight'),
          affineOf((name) => this.weight(nextPath, name)),
        );
        output = this.add(path, { ...convOf(spec), ...folded }, [output], outputShapeOf(spec, output.shape));
        i++;
      } else output = this.layer(spec, path, output);
    }
    return output;
  }

  private layer(spec: LayerSpec, path: Path, input: Output): Output {
    const one = (computation: Computation): Output =>
      this.add(path, computation, [input], outputShapeOf(spec, input.shape));
    switch (spec.kind) {
      case 'sequential':
        return this.all(
          spec.layers.map((layer, i) => [layer, [...path, i]] as const),
          input,
        );
      case 'residual': {
        const onPath = this.layer(spec.path, [...path, 'path'], input);
        const onShortcut = this.layer(spec.shortcut, [...path, 'shortcut'], input);
        const sum = this.add(path, { kind: 'add' }, [onPath, onShortcut], onPath.shape, 'add');
        return this.activated(spec.activation, path, sum);
      }
      case 'conv':
        return one({ ...convOf(spec), kernel: this.weight(path, 'weight'), bias: null });
      case 'batchNorm': {
        const { scale, shift } = affineOf((name) => this.weight(path, name));
        return one({ kind: 'affine', scale: vector(scale), shift: vector(shift) });
      }
      case 'activation':
        return this.activated(spec.name, path, input);
      case 'maxPooling':
        return one({ kind: 'maxPool', size: spec.size, stride: spec.stride, padding: spec.padding });
      case 'averagePooling':
        return one({ kind: 'averagePool', size: spec.size, stride: spec.stride });
      case 'globalPooling':
        return this.pooled(spec.of, path, input);
      case 'flatten':
        return input.shape.length === 1 ? input : one({ kind: 'flatten' });
      case 'dropout':
        return input;
      case 'dense':
        return one({
          kind: 'dense',
          weight: this.weight(path, 'weight'),
          bias: spec.bias ? this.weight(path, 'bias') : null,
        });
      case 'squeezeExcite':
        return this.excited(spec, path, input);
      case 'selfAttention':
        return this.attended(spec, path, input);
      case 'custom':
        throw new MillraceError(
          badOption(
            'export',
            'a network whose layers are data',
            `the custom layer "${spec.name}", a function of tensors`,
            'Export a network without it.',
          ),
        );
    }
  }

  private activated(name: ActivationName, path: Path, input: Output): Output {
    const unary = (kind: 'relu' | 'softplus' | 'tanh', from: Output): Output =>
      this.add(path, { kind }, [from], from.shape, kind);
    if (name === 'relu') return unary('relu', input);
    const tanh = unary('tanh', unary('softplus', input));
    return this.add(path, { kind: 'multiply' }, [input, tanh], input.shape, 'mish');
  }

  private pooled(of: 'average' | 'max' | 'concat', path: Path, input: Output): Output {
    const shape = input.shape.slice(-1);
    const pool = (kind: 'globalAverage' | 'globalMax'): Output =>
      this.add(path, { kind }, [input], shape, of === 'concat' ? kind : undefined);
    if (of !== 'concat') return pool(of === 'average' ? 'globalAverage' : 'globalMax');
    return this.add(path, { kind: 'concat' }, [pool('globalMax'), pool('globalAverage')], [2 * at(shape, 0)]);
  }

  private excited(
    { channels, hiddenChannels, activation }: SqueezeExciteSpec,
    path: Path,
    x: Output,
  ): Output {
    const matrix = (layer: { readonly weight: string; readonly bias: string }): Computation => {
      const { shape, data } = this.weight(path, layer.weight);
      return { kind: 'dense', weight: { shape: shape.slice(2), data }, bias: this.weight(path, layer.bias) };
    };
    const squeezed = this.add(path, { kind: 'globalAverage' }, [x], [channels], 'squeeze');
    const reduced = this.add(path, matrix(SQUEEZE_EXCITE.reduce), [squeezed], [hiddenChannels], 'reduce');
    const hidden = this.activated(activation, path, reduced);
    const expanded = this.add(path, matrix(SQUEEZE_EXCITE.expand), [hidden], [channels], 'expand');
    const scale = this.add(path, { kind: 'sigmoid' }, [expanded], [channels], 'sigmoid');
    return this.add(path, { kind: 'scaleChannels' }, [x, scale], x.shape);
  }

  private attended({ channels }: SelfAttentionSpec, path: Path, x: Output): Output {
    const { kernel: name, gamma, left, right } = SELF_ATTENTION;
    const [kernel, u, v] = [this.weight(path, name), this.weight(path, left), this.weight(path, right)];
    // The largest singular value: v · K · u.
    const sigma = kernel.data.reduce(
      (sum, value, i) => sum + value * at(v.data, Math.floor(i / channels)) * at(u.data, i % channels),
      0,
    );
    const factor = at(this.weight(path, gamma).data, 0) / sigma;
    const scaled = { shape: kernel.shape, data: kernel.data.map((value) => value * factor) };
    const attended = this.add(path, { kind: 'attend', kernel: scaled }, [x], x.shape, 'attend');
    return this.add(path, { kind: 'add' }, [x, attended], x.shape, 'add');
  }

  /** @param part tells operations of one layer apart */
  private add(
    path: Path,
    computation: Computation,
    inputs: readonly Output[],
    shape: Shape,
    part?: string,
  ): Output {
    const name = part === undefined ? fastaiNames(path) : `${fastaiNames(path)}.${part}`;
    this.operations.push({ name, inputs: inputs.map((input) => input.name), shape, ...computation });
    return { name, shape };
  }

  private weight(path: Path, parameter: string): StateArray {
    return valueAt(this.weights, fastaiNames(path, parameter));
  }
}

const convOf = (spec: ConvSpec) =>
  ({ kind: 'conv', stride: spec.stride, padding: paddingOf(spec), groups: spec.groups }) as const;
