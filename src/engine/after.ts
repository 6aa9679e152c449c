import type { Tensor } from '@tensorflow/tfjs-core';
import { Graph } from './graph/graph.ts';
import { attr } from './raw-op.ts';

/** The binding cannot run an op with a list of types; kept for the life of the process. */
let graph: Graph | undefined;

/**
 * Returns a tensor with the same values, owned by the caller. In a graph, the ops that use it wait for the other tensor, and
 * are not merged with the same ops on the original one.
 */
export function after(x: Tensor, awaited: Tensor): Tensor {
  graph ??= Graph.ofOp('IdentityN', [attr.types('T', ['float32', 'float32'])], ['x', 'awaited']);
  return graph.compute({ x, awaited }, 'y');
}
