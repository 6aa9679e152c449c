import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import { conv2d, convolutionAttributes, type Convolution } from './conv2d.ts';
import { engineInfo } from './engine-info.ts';
import { Graph } from './graph/graph.ts';
import { attr, rawOp1, type OpAttribute } from './raw-op.ts';
import { relu } from './relu.ts';
import { tf } from './tf.ts';

/** A convolution followed by a bias. */
export interface BiasedConvolution extends Convolution {
  /** Whether ReLU follows. */
  readonly activation: boolean;
}

/**
 * Returns {@link conv2d} plus a bias per channel plus the addend, then ReLU, in one op that makes a single pass over
 * the output.
 *
 * TensorFlow has that op (`_FusedConv2D`) only on the CPU and only in graphs. If it is missing, and for grouped kernels,
 * separate ops run instead.
 *
 * @param x [N, H, W, C]
 * @param kernel [kh, kw, C, O]
 * @param bias [O]
 * @param addend for a residual block; has the output's shape and requires activation
 * @returns [N, H', W', O], owned by the caller
 */
export function conv2dBias(
  x: Tensor,
  kernel: Tensor,
  bias: Tensor1D,
  convolution: BiasedConvolution,
  addend?: Tensor,
): Tensor4D {
  const graph = x.shape[3] === kernel.shape[2] ? fusedGraph(convolution, addend !== undefined) : null;
  if (graph === null) return composed(x, kernel, bias, convolution, addend);
  return graph.compute({ x, kernel, bias, ...(addend === undefined ? {} : { addend }) }, 'y') as Tensor4D;
}

const composed = (
  x: Tensor,
  kernel: Tensor,
  bias: Tensor1D,
  convolution: BiasedConvolution,
  addend: Tensor | undefined,
): Tensor4D =>
  tf.tidy(() => {
    const biased = rawOp1(
      'BiasAdd',
      [attr.type('T', 'float32'), attr.string('data_format', 'NHWC')],
      [conv2d(x, kernel, convolution), bias],
    );
    const sum = addend === undefined ? biased : tf.add(biased, addend);
    return (convolution.activation ? relu(sum) : sum) as Tensor4D;
  });

/** One graph per kind of convolution, built on first use and kept; null if the op is missing. */
const graphs = new Map<string, Graph | null>();

function fusedGraph(convolution: BiasedConvolution, adds: boolean): Graph | null {
  const key = JSON.stringify([convolution, adds]);
  const cached = graphs.get(key);
  if (cached !== undefined) return cached;
  // On a GPU, the op takes no addend; TensorFlow itself fuses separate ops where it can.
  const graph =
    engineInfo().device === 'gpu' ? null : tryGraph(graphOf(convolution, adds), convolution, adds);
  graphs.set(key, graph);
  return graph;
}

/** Returns the graph if it runs, else null: TensorFlow reports a missing op only when it runs. */
function tryGraph(graph: Graph, { stride, padding }: BiasedConvolution, adds: boolean): Graph | null {
  const [size, length] = [2 * padding + 1, 2 * stride];
  try {
    tf.tidy(() => {
      const feeds = {
        x: tf.zeros([1, length, length, 1]),
        kernel: tf.zeros([size, size, 1, 1]),
        bias: tf.zeros([1]),
        ...(adds ? { addend: tf.zeros([1, 2, 2, 1]) } : {}),
      };
      graph.compute(feeds, 'y');
    });
    return graph;
  } catch {
    graph[Symbol.dispose]();
    return null;
  }
}

const graphOf = (convolution: BiasedConvolution, adds: boolean): Graph =>
  Graph.ofOp('_FusedConv2D', fusedAttributes(convolution, adds), [
    'x',
    'kernel',
    'bias',
    ...(adds ? ['addend'] : []),
  ]);

function fusedAttributes(
  { activation, ...convolution }: BiasedConvolution,
  adds: boolean,
): readonly OpAttribute[] {
  const more = adds ? (['float32', 'float32'] as const) : (['float32'] as const);
  return [
    attr.type('T', 'float32'),
    ...convolutionAttributes(convolution),
    attr.types('TArgs', more),
    attr.int('num_args', more.length),
    attr.int('num_host_args', 0),
    attr.strings('fused_ops', ['BiasAdd', ...(adds ? ['Add'] : []), ...(activation ? ['Relu'] : [])]),
    attr.float('epsilon', 0),
    attr.float('leakyrelu_alpha', 0),
  ];
}
