import { at } from '../../core/index.ts';
import { attr, type OpAttribute } from '../../engine/index.ts';
import type { Operation } from '../operation.ts';
import type { GraphBuilder } from './graph-builder.ts';

/** Adds the nodes of an operation, the last one under its name. Images are NHWC. */
export function addOperation(operation: Operation, graph: GraphBuilder): void {
  const { name, inputs, shape } = operation;
  const part = (own: string): string => `${name}/${own}`;
  const add = (op: string, attributes: readonly OpAttribute[] = []): string =>
    graph.floatOp(name, op, inputs, attributes);
  switch (operation.kind) {
    case 'conv': {
      const { kernel, bias, stride, padding, groups } = operation;
      const isSame = stride === 1;
      const x = isSame ? at(inputs, 0) : padded(part('padded'), at(inputs, 0), padding, 0, graph);
      const convolved = graph.floatOp(
        bias === null ? name : part('convolved'),
        'Conv2D',
        [x, graph.weights(part('kernel'), kernel)],
        window([1, stride, stride, 1], isSame ? 'SAME' : 'VALID'),
      );
      // TensorFlow fuses a convolution and BiasAdd into an op that fails for groups on CPUs.
      const add = groups === 1 ? 'BiasAdd' : 'AddV2';
      if (bias !== null) graph.floatOp(name, add, [convolved, graph.weights(part('bias'), bias)]);
      return;
    }
    case 'affine': {
      const scale = graph.weights(part('scale'), operation.scale);
      const scaled = graph.floatOp(part('scaled'), 'Mul', [...inputs, scale]);
      graph.floatOp(name, 'AddV2', [scaled, graph.weights(part('shift'), operation.shift)]);
      return;
    }
    case 'relu':
      add('Relu');
      return;
    case 'tanh':
      add('Tanh');
      return;
    case 'softplus':
      add('Softplus');
      return;
    case 'sigmoid':
      add('Sigmoid');
      return;
    case 'softmax':
      add('Softmax');
      return;
    case 'maxPool': {
      const { size, stride, padding } = operation;
      const x = padded(part('padded'), at(inputs, 0), padding, LOWEST, graph);
      graph.floatOp(name, 'MaxPool', [x], pool(size, stride, 'VALID'));
      return;
    }
    case 'averagePool':
      add('AvgPool', pool(operation.size, operation.stride, 'SAME'));
      return;
    case 'globalAverage':
    case 'globalMax':
      graph.floatOp(
        name,
        operation.kind === 'globalAverage' ? 'Mean' : 'Max',
        [...inputs, graph.integers([1, 2])],
        [attr.type('Tidx', 'int32'), attr.bool('keep_dims', false)],
      );
      return;
    case 'concat':
      graph.floatOp(
        name,
        'ConcatV2',
        [...inputs, graph.integer(1)],
        [attr.int('N', inputs.length), attr.type('Tidx', 'int32')],
      );
      return;
    case 'add':
      add('AddV2');
      return;
    case 'multiply':
      add('Mul');
      return;
    case 'scaleChannels': {
      const [x, scale] = [at(inputs, 0), at(inputs, 1)];
      const channels = graph.reshape(part('channels'), scale, [-1, 1, 1, at(shape, 2)]);
      graph.floatOp(name, 'Mul', [x, channels]);
      return;
    }
    case 'flatten':
      graph.reshape(name, at(inputs, 0), [-1, at(shape, 0)]);
      return;
    case 'dense': {
      const { weight, bias } = operation;
      const product = matMul(bias === null ? name : part('product'), [
        at(inputs, 0),
        graph.weights(part('weight'), weight),
      ]);
      if (bias !== null) graph.floatOp(name, 'BiasAdd', [product, graph.weights(part('bias'), bias)]);
      return;
    }
    case 'attend': {
      // With pixels X [H · W, C]: (X · K) · (Xᵀ · X).
      const [height, width, channels] = [at(shape, 0), at(shape, 1), at(shape, 2)];
      const pixels = graph.reshape(part('pixels'), at(inputs, 0), [-1, height * width, channels]);
      const similarity = batchMatMul(part('similarity'), [pixels, pixels], true);
      const rows = graph.reshape(part('rows'), pixels, [-1, channels]);
      const kernel = graph.weights(part('kernel'), operation.kernel);
      const queries = graph.reshape(part('queries'), matMul(part('product'), [rows, kernel]), [
        -1,
        height * width,
        channels,
      ]);
      const attended = batchMatMul(part('attended'), [queries, similarity], false);
      graph.reshape(name, attended, [-1, height, width, channels]);
      return;
    }
  }

  function matMul(own: string, factors: readonly string[]): string {
    const attributes = [attr.bool('transpose_a', false), attr.bool('transpose_b', false)];
    return graph.floatOp(own, 'MatMul', factors, attributes);
  }

  function batchMatMul(own: string, factors: readonly string[], isTransposed: boolean): string {
    const attributes = [attr.bool('adj_x', isTransposed), attr.bool('adj_y', false)];
    return graph.floatOp(own, 'BatchMatMulV2', factors, attributes);
  }
}

/** The lowest float32. */
const LOWEST = -3.4028234663852886e38;

/** Pads an image on all four sides. Explicit: TensorFlow's own padding of strided windows starts elsewhere than PyTorch's. */
function padded(name: string, x: string, padding: number, value: number, graph: GraphBuilder): string {
  if (padding === 0) return x;
  const sides = graph.sides(padding);
  const attributes = [attr.type('Tpaddings', 'int32')];
  return value === 0
    ? graph.floatOp(name, 'Pad', [x, sides], attributes)
    : graph.floatOp(name, 'PadV2', [x, sides, graph.floats(`${name}/value`, [value], [])], attributes);
}

const window = (strides: readonly number[], padding: 'SAME' | 'VALID'): readonly OpAttribute[] => [
  attr.int('strides', strides),
  attr.string('padding', padding),
  attr.string('data_format', 'NHWC'),
];

const pool = (size: number, stride: number, padding: 'SAME' | 'VALID'): readonly OpAttribute[] => [
  attr.int('ksize', [1, size, size, 1]),
  ...window([1, stride, stride, 1], padding),
];
