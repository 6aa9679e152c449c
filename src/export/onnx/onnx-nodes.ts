import { at, type StateArray } from '../../core/index.ts';
import { averagePadding } from '../average-padding.ts';
import type { Operation } from '../operation.ts';
import type { OnnxNode } from './proto.ts';
import type { Constants } from './constants.ts';

/**
 * Returns the nodes of an operation; the last one has its name. Images are NCHW in ONNX, as in PyTorch.
 *
 * @param inputShapes of its inputs, without the axis of images
 */
export function onnxNodes(
  operation: Operation,
  inputShapes: readonly (readonly number[])[],
  constants: Constants,
): readonly OnnxNode[] {
  const { name, inputs, shape } = operation;
  const one = (op: string, more: Partial<OnnxNode> = {}): readonly OnnxNode[] => [
    { name, op, inputs, ...more },
  ];
  const weights = (array: StateArray, part: string, axes?: readonly number[]): string =>
    constants.weights(`${name}.${part}`, array, axes);
  switch (operation.kind) {
    case 'conv': {
      const { kernel, bias, stride, padding, groups } = operation;
      const size = at(kernel.shape, 0);
      return one('Conv', {
        inputs: [
          ...inputs,
          weights(kernel, 'kernel', [3, 2, 0, 1]),
          ...(bias === null ? [] : [weights(bias, 'bias')]),
        ],
        attributes: {
          kernel_shape: [size, size],
          strides: [stride, stride],
          pads: [padding, padding, padding, padding],
          group: groups,
        },
      });
    }
    case 'affine': {
      // The axis of channels comes before those of height and width.
      const perChannel = ({ data }: StateArray, part: string): string =>
        constants.floats(`${name}.${part}`, shape.length === 1 ? [data.length] : [data.length, 1, 1], data);
      const scaled = `${name}.scaled`;
      return [
        { name: scaled, op: 'Mul', inputs: [...inputs, perChannel(operation.scale, 'scale')] },
        { name, op: 'Add', inputs: [scaled, perChannel(operation.shift, 'shift')] },
      ];
    }
    case 'relu':
      return one('Relu');
    case 'tanh':
      return one('Tanh');
    case 'softplus':
      return one('Softplus');
    case 'sigmoid':
      return one('Sigmoid');
    case 'softmax':
      return one('Softmax', { attributes: { axis: 1 } });
    case 'maxPool': {
      const { size, stride, padding } = operation;
      return one('MaxPool', {
        attributes: {
          kernel_shape: [size, size],
          strides: [stride, stride],
          pads: [padding, padding, padding, padding],
        },
      });
    }
    case 'averagePool': {
      const [top, left, bottom, right] = averagePadding(operation, at(inputShapes, 0));
      return one('AveragePool', {
        attributes: {
          kernel_shape: [operation.size, operation.size],
          strides: [operation.stride, operation.stride],
          pads: [top, left, bottom, right],
          count_include_pad: 0,
        },
      });
    }
    case 'globalAverage':
    case 'globalMax': {
      const pooled = `${name}.pooled`;
      const op = operation.kind === 'globalAverage' ? 'GlobalAveragePool' : 'GlobalMaxPool';
      return [
        { name: pooled, op, inputs },
        { name, op: 'Flatten', inputs: [pooled], attributes: { axis: 1 } },
      ];
    }
    case 'concat':
      return one('Concat', { attributes: { axis: 1 } });
    case 'add':
      return one('Add');
    case 'multiply':
      return one('Mul');
    case 'scaleChannels': {
      const reshaped = `${name}.channels`;
      const [x, scale] = [at(inputs, 0), at(inputs, 1)];
      return [
        { name: reshaped, op: 'Reshape', inputs: [scale, constants.sizes([-1, at(shape, 2), 1, 1])] },
        { name, op: 'Mul', inputs: [x, reshaped] },
      ];
    }
    case 'flatten': {
      const last = `${name}.last`;
      return [
        { name: last, op: 'Transpose', inputs, attributes: { perm: [0, 2, 3, 1] } },
        { name, op: 'Flatten', inputs: [last], attributes: { axis: 1 } },
      ];
    }
    case 'dense': {
      const { weight, bias } = operation;
      return one('Gemm', {
        inputs: [
          ...inputs,
          weights(weight, 'weight', [1, 0]),
          ...(bias === null ? [] : [weights(bias, 'bias')]),
        ],
        attributes: { transB: 1 },
      });
    }
    case 'attend':
      return attention(operation, inputs, weights(operation.kernel, 'kernel', [1, 0]), constants);
  }
}

/** With images as X `[C, H · W]`: (X · Xᵀ) · (Kᵀ · X). */
function attention(
  { name, shape }: Operation,
  inputs: readonly string[],
  kernel: string,
  constants: Constants,
): readonly OnnxNode[] {
  const [height, width, channels] = [at(shape, 0), at(shape, 1), at(shape, 2)];
  const part = (own: string): string => `${name}.${own}`;
  return [
    {
      name: part('pixels'),
      op: 'Reshape',
      inputs: [...inputs, constants.sizes([-1, channels, height * width])],
    },
    { name: part('transposed'), op: 'Transpose', inputs: [part('pixels')], attributes: { perm: [0, 2, 1] } },
    { name: part('similarity'), op: 'MatMul', inputs: [part('pixels'), part('transposed')] },
    { name: part('queries'), op: 'MatMul', inputs: [kernel, part('pixels')] },
    { name: part('attended'), op: 'MatMul', inputs: [part('similarity'), part('queries')] },
    {
      name,
      op: 'Reshape',
      inputs: [part('attended'), constants.sizes([-1, channels, height, width])],
    },
  ];
}
