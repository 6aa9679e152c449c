import { at } from '../../src/core/index.ts';
import { tf, type Tensor, type Tensor2D, type Tensor4D } from '../../src/engine/index.ts';
import type { Network } from '../../src/nn/index.ts';
import { fastaiNames } from '../../src/nn/names/fastai-names.ts';
import type { LayerSpec, Path } from '../../src/nn/specs/index.ts';
import { batchNormByRunning } from './batch-norm.ts';

/** A pass of the reference. */
export interface ReferencePass {
  readonly weights: ReadonlyMap<string, Tensor>;
  readonly isTraining: boolean;
  /** Receives the new values of buffers. */
  readonly buffers?: Map<string, Tensor>;
  /** The functions of custom layers, by the names of the layers. */
  readonly functions?: Readonly<Record<string, CustomFunction>>;
}

/** What a custom layer computes. */
export type CustomFunction = (x: Tensor, parameters: Readonly<Record<string, Tensor>>) => Tensor;

/**
 * Returns what a network computes, composed of ops that TensorFlow.js can differentiate, without any code of the layers.
 * Dropout changes nothing.
 */
export const referenceOf = ({ stages }: Network, images: Tensor, pass: ReferencePass): Tensor =>
  stages.reduce((x, { spec, path }) => layerOf(spec, path, x, pass), images);

function layerOf(spec: LayerSpec, path: Path, x: Tensor, pass: ReferencePass): Tensor {
  const value = (name: string): Tensor => pass.weights.get(fastaiNames(path, name))!;
  const update = (name: string, next: Tensor) => pass.buffers?.set(fastaiNames(path, name), next);
  switch (spec.kind) {
    case 'sequential':
      return spec.layers.reduce((y, layer, i) => layerOf(layer, [...path, i], y, pass), x);
    case 'residual': {
      const onPath = layerOf(spec.path, [...path, 'path'], x, pass);
      return activated(spec.activation, tf.add(onPath, layerOf(spec.shortcut, [...path, 'shortcut'], x, pass)));
    }
    case 'activation':
      return activated(spec.name, x);
    case 'batchNorm':
      return normalized(x, value, update, pass.isTraining);
    case 'conv': {
      const padding = (spec.kernelSize - 1) / 2;
      const [image, kernel] = [padded(x, padding, padding), value('weight')];
      const part = (tensor: Tensor, group: number): Tensor4D => {
        const channels = at(tensor.shape, 3) / spec.groups;
        return tf.slice(tensor as Tensor4D, [0, 0, 0, group * channels], [-1, -1, -1, channels]);
      };
      const parts = Array.from({ length: spec.groups }, (_, group) =>
        tf.conv2d(part(image, group), part(kernel, group), spec.stride, 'valid'),
      );
      return tf.concat(parts, 3);
    }
    case 'dense': {
      const y = tf.matMul(x, value('weight'));
      return spec.bias ? tf.add(y, value('bias')) : y;
    }
    case 'dropout':
      return x;
    case 'flatten':
      return tf.reshape(x, [at(x.shape, 0), -1]);
    case 'globalPooling': {
      const [maxima, means] = [tf.max(x, [1, 2]), tf.mean(x, [1, 2])];
      return spec.of === 'max' ? maxima : spec.of === 'average' ? means : tf.concat([maxima, means], 1);
    }
    case 'maxPooling':
      return tf.maxPool(padded(x, spec.padding, spec.padding, -1e30) as Tensor4D, spec.size, spec.stride, 'valid');
    case 'averagePooling': {
      const whole = (side: number): number => Math.ceil(side / spec.stride) * spec.stride - side;
      const extended = (image: Tensor): Tensor4D =>
        tf.pad(image, [[0, 0], [0, whole(at(x.shape, 1))], [0, whole(at(x.shape, 2))], [0, 0]]) as Tensor4D;
      const mean = (image: Tensor): Tensor => tf.avgPool(extended(image), spec.size, spec.stride, 'valid');
      return tf.div(mean(x), mean(tf.ones(x.shape)));
    }
    case 'squeezeExcite': {
      const kernel = (name: string): Tensor2D => tf.squeeze<Tensor2D>(value(name), [0, 1]);
      const hidden = tf.add(tf.matMul(tf.mean<Tensor2D>(x, [1, 2]), kernel('layers.1.0.weight')), value('layers.1.0.bias'));
      const second = tf.matMul(activated(spec.activation, hidden), kernel('layers.2.0.weight'));
      const scale = tf.sigmoid(tf.add(second, value('layers.2.0.bias')));
      return tf.mul(x, tf.reshape(scale, [-1, 1, 1, spec.channels]));
    }
    case 'selfAttention':
      return attended(x, value, update, pass.isTraining);
    case 'custom':
      return pass.functions![spec.name]!(
        x,
        Object.fromEntries(spec.parameters.map(({ name }) => [name, value(name)])),
      );
  }
} // prettier-ignore

const padded = (x: Tensor, before: number, after: number, filling = 0): Tensor =>
  tf.pad(x, [[0, 0], [before, after], [before, after], [0, 0]], filling); // prettier-ignore

const activated = (name: 'relu' | 'mish', x: Tensor): Tensor =>
  name === 'relu' ? tf.maximum(x, 0) : tf.mul(x, tf.tanh(tf.log(tf.add(tf.exp(x), 1))));

type Value = (name: string) => Tensor;
type Update = (name: string, next: Tensor) => unknown;

function normalized(x: Tensor, value: Value, update: Update, isTraining: boolean): Tensor {
  const [gamma, beta] = [value('weight'), value('bias')];
  const running = { mean: value('running_mean'), variance: value('running_var') };
  if (!isTraining) return batchNormByRunning(x, { gamma, beta, ...running }, 1e-5);
  const axes = x.shape.map((_, axis) => axis).slice(0, -1);
  const { mean, variance } = tf.moments(x, axes);
  const count = x.size / at(x.shape, x.rank - 1);
  const moved = (old: Tensor, next: Tensor): Tensor => tf.add(tf.mul(old, 0.9), tf.mul(next, 0.1));
  update('running_mean', moved(running.mean, mean));
  update('running_var', moved(running.variance, tf.mul(variance, count / (count - 1))));
  return batchNormByRunning(x, { gamma, beta, mean, variance }, 1e-5);
}

/** The singular vectors are no part of what is differentiated. */
function attended(x: Tensor, value: Value, update: Update, isTraining: boolean): Tensor {
  const kernel = value('conv.weight_orig') as Tensor2D;
  const unit = (vector: Tensor): Tensor => tf.div(vector, tf.norm(vector));
  const detached = (vector: Tensor): Tensor => tf.tensor1d(vector.dataSync<'float32'>());
  let [u, v] = [value('conv.weight_u'), value('conv.weight_v')];
  if (isTraining) {
    v = detached(unit(tf.dot(kernel, u)));
    u = detached(unit(tf.dot(v, kernel)));
    update('conv.weight_u', u);
    update('conv.weight_v', v);
  }
  const sigma = tf.dot(v, tf.dot(kernel, u));
  const outputs = tf.unstack(x).map((image) => {
    const pixels: Tensor2D = tf.reshape(image, [-1, at(x.shape, 3)]);
    const queries = tf.matMul(pixels, tf.div<Tensor2D>(kernel, sigma));
    return tf.reshape(tf.matMul(queries, tf.matMul(pixels, pixels, true)), image.shape);
  });
  return tf.add(x, tf.mul(value('gamma'), tf.stack(outputs)));
}
