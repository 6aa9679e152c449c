import { at, type StateArray } from '../../core/index.ts';
import type { Computation, Operation } from '../operation.ts';
import { layer, type Layer } from './layer.ts';
import type { StoredWeights } from './stored-weights.ts';

/** Returns the layers of an operation; the last one has its name. */
export function layersOf(operation: Operation, weights: StoredWeights): readonly Layer[] {
  const { name, inputs, shape } = operation;
  const one = (className: string, config: Layer['config'] = {}): readonly Layer[] => [
    layer(className, name, inputs, config),
  ];
  switch (operation.kind) {
    case 'conv':
      return convolution(operation, operation, weights);
    case 'affine':
      return affine(operation, operation, weights);
    case 'relu':
    case 'tanh':
    case 'softplus':
    case 'sigmoid':
    case 'softmax':
      return one('Activation', { activation: operation.kind });
    case 'maxPool': {
      const { size, stride, padding } = operation;
      const [before, from] = zeroPadded(name, inputs, padding);
      const config = { pool_size: [size, size], strides: [stride, stride], padding: 'valid' };
      return [...before, layer('MaxPooling2D', name, from, config)];
    }
    case 'averagePool': {
      const { size, stride } = operation;
      // `same` pads most at the right and at the bottom, and the padding is not counted.
      const config = { pool_size: [size, size], strides: [stride, stride], padding: 'same' };
      return one('AveragePooling2D', config);
    }
    case 'globalAverage':
      return one('GlobalAveragePooling2D');
    case 'globalMax':
      return one('GlobalMaxPooling2D');
    case 'concat':
      return one('Concatenate', { axis: -1 });
    case 'add':
      return one('Add');
    case 'multiply':
      return one('Multiply');
    case 'scaleChannels': {
      const channels = `${name}.channels`;
      const [x, scale] = [at(inputs, 0), at(inputs, 1)];
      return [
        layer('Reshape', channels, [scale], { target_shape: [1, 1, at(shape, 2)] }),
        layer('Multiply', name, [x, channels]),
      ];
    }
    case 'flatten':
      return one('Flatten');
    case 'dense': {
      const { weight, bias } = operation;
      weights.add(`${name}/kernel`, weight);
      if (bias !== null) weights.add(`${name}/bias`, bias);
      const config = { units: at(weight.shape, 1), activation: 'linear', use_bias: bias !== null };
      return one('Dense', config);
    }
    case 'attend':
      return attention(operation, operation.kernel, weights);
  }
}

type Place = Pick<Operation, 'name' | 'inputs' | 'shape'>;
type Conv = Extract<Computation, { readonly kind: 'conv' }>;

function convolution(
  { name, inputs }: Place,
  { kernel, bias, stride, padding }: Omit<Conv, 'kind' | 'groups'>,
  weights: StoredWeights,
): readonly Layer[] {
  const size = at(kernel.shape, 0);
  // With a stride, `same` pads less at the top and at the left if the image has an even size.
  const isSame = stride === 1 && padding > 0 && 2 * padding === size - 1;
  const [before, from] = zeroPadded(name, inputs, isSame ? 0 : padding);
  weights.add(`${name}/kernel`, kernel);
  if (bias !== null) weights.add(`${name}/bias`, bias);
  const config = {
    filters: at(kernel.shape, 3),
    kernel_size: [size, size],
    strides: [stride, stride],
    padding: isSame ? 'same' : 'valid',
    data_format: 'channels_last',
    dilation_rate: [1, 1],
    activation: 'linear',
    use_bias: bias !== null,
  };
  return [...before, layer('Conv2D', name, from, config)];
}

/** Returns a layer that adds zeros on all four sides, and what the next one takes; no layer without padding. */
function zeroPadded(
  name: string,
  inputs: readonly string[],
  padding: number,
): readonly [layers: readonly Layer[], outputs: readonly string[]] {
  if (padding === 0) return [[], inputs];
  const padded = `${name}.padded`;
  const sides = [padding, padding];
  const config = { padding: [sides, sides], data_format: 'channels_last' };
  return [[layer('ZeroPadding2D', padded, inputs, config)], [padded]];
}

/** Batch norm of mean 0 and variance 1 is a product and a sum per channel. */
function affine(
  { name, inputs }: Place,
  { scale, shift }: { readonly scale: StateArray; readonly shift: StateArray },
  weights: StoredWeights,
): readonly Layer[] {
  const filled = (value: number): StateArray => ({
    shape: scale.shape,
    data: new Float32Array(scale.data.length).fill(value),
  });
  weights.add(`${name}/gamma`, scale);
  weights.add(`${name}/beta`, shift);
  weights.add(`${name}/moving_mean`, filled(0));
  weights.add(`${name}/moving_variance`, filled(1));
  return [layer('BatchNormalization', name, inputs, { axis: -1, epsilon: 0, center: true, scale: true })];
}

/** With images as X `[H · W, C]`: (X · K) · (Xᵀ · X). */
function attention(
  { name, inputs, shape }: Place,
  kernel: StateArray,
  weights: StoredWeights,
): readonly Layer[] {
  const [height, width, channels] = [at(shape, 0), at(shape, 1), at(shape, 2)];
  const part = (own: string): string => `${name}.${own}`;
  const pixels = { target_shape: [height * width, channels] };
  return [
    ...convolution(
      { name: part('queries'), inputs, shape },
      { kernel: { ...kernel, shape: [1, 1, ...kernel.shape] }, bias: null, stride: 1, padding: 0 },
      weights,
    ),
    layer('Reshape', part('queryRows'), [part('queries')], pixels),
    layer('Reshape', part('rows'), inputs, pixels),
    layer('Dot', part('similarity'), [part('rows'), part('rows')], { axes: [1, 1], normalize: false }),
    layer('Dot', part('attended'), [part('queryRows'), part('similarity')], {
      axes: [2, 1],
      normalize: false,
    }),
    layer('Reshape', name, [part('attended')], { target_shape: [height, width, channels] }),
  ];
}
