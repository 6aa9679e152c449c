import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import { conv2d, convolutionAttributes, type Convolution } from './conv2d.ts';
import { engineInfo } from './engine-info.ts';
import { graphNode, placeholder } from './graph/graph-def.ts';
import { Graph } from './graph/graph.ts';
import { asGraphOp } from './graph/trace.ts';
import { attr, rawOp1, type OpAttribute } from './raw-op.ts';
import { relu } from './relu.ts';
import { tf } from './tf.ts';

/** What follows a convolution. */
export interface BiasedConvolution extends Convolution {
  /** Whether what is negative becomes 0 in the end. */
  readonly activation: boolean;
}

/**
 * {@link conv2d}, then a bias for each channel, then the addend, then ReLU; in one op that passes over the output once.
 *
 * TensorFlow has that op for graphs only (`_FusedConv2D`), on the CPU. Where it is missing, and for grouped kernels, the
 * ops are carried out in turn.
 *
 * @param x [N, H, W, C]
 * @param kernel [kh, kw, C, O]
 * @param bias [O]
 * @param addend of the output's shape, as of a residual block; only with activation
 * @returns [N, H', W', O], owned by the caller
 */
export function conv2dBias(
  x: Tensor,
  kernel: Tensor,
  bias: Tensor1D,
  convolution: BiasedConvolution,
  addend?: Tensor,
): Tensor4D {
  const graph = x.shape[3] === kernel.shape[2] ? fused(convolution, addend !== undefined) : null;
  if (graph === null) return inTurn(x, kernel, bias, convolution, addend);
  const feeds = { x, kernel, bias, ...(addend === undefined ? {} : { addend }) };
  const attributes = fusedAttributes(convolution, addend !== undefined);
  return asGraphOp(FUSED, attributes, Object.values(feeds), () => graph.compute(feeds, 'y')) as Tensor4D;
}

const inTurn = (
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

/** Made at the first use, for each way of convolving, and kept as long as the engine is; null where the op is missing. */
const graphs = new Map<string, Graph | null>();

function fused(convolution: BiasedConvolution, adds: boolean): Graph | null {
  const key = JSON.stringify([convolution, adds]);
  const known = graphs.get(key);
  if (known !== undefined) return known;
  // A graph takes its inputs from the processor's memory, and puts its outputs there.
  const made = engineInfo().device === 'gpu' ? null : triedOut(graphOf(convolution, adds), convolution, adds);
  graphs.set(key, made);
  return made;
}

/** Where TensorFlow lacks the fused op, it says so when something is computed. */
function triedOut(graph: Graph, { stride, padding }: BiasedConvolution, adds: boolean): Graph | null {
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

const FUSED = '_FusedConv2D';

function graphOf(convolution: BiasedConvolution, adds: boolean): Graph {
  const inputs = ['x', 'kernel', 'bias', ...(adds ? ['addend'] : [])];
  return new Graph(
    [
      ...inputs.map((name) => placeholder(name, 'float32')),
      graphNode('y', FUSED, inputs, fusedAttributes(convolution, adds)),
    ],
    FUSED,
  );
}

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
