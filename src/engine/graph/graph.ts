import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tensor } from '@tensorflow/tfjs-core';
import { at, brokenInvariant, messageOf, MillraceError, writeFailed } from '../../core/index.ts';
import type { Binding, TensorMetadata } from '../binding.ts';
import { backend, DTYPE, type OpAttribute } from '../raw-op.ts';
import { GRAPH_TAG, graphFile, graphNode, placeholder, type GraphNode } from './graph-def.ts';

/** A value for a placeholder. An element of type `string` is any sequence of bytes, such as a JPEG file. */
export interface Feed {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Int32Array | Float32Array | readonly Uint8Array[];
}

/** The values of an int32 or float32 output. */
export type OutputValues = Int32Array | Float32Array;

const binding = (): Binding => backend().binding;

/** An op with its attributes, without its inputs. */
interface GraphOp {
  readonly op: string;
  readonly attributes: readonly OpAttribute[];
}

/** The graphs in use, by their ids in the binding. */
const graphs = new Map<number, { readonly name: string; readonly only: GraphOp | undefined }>();

/** Returns the name of a graph by its id in the binding. */
export const graphName = (id: number): string => graphs.get(id)?.name ?? 'Graph';

/** Returns the op of a graph that {@link Graph.ofOp} made, by its id in the binding. */
export const onlyOp = (id: number): GraphOp | undefined => graphs.get(id)?.only;

/**
 * Ops that TensorFlow runs together: independent ops run in parallel on all cores, instead of one after the other. Its
 * owner disposes it.
 *
 * TensorFlow loads graphs only from files: the graph is written to the system's temporary folder, loaded, and removed.
 */
export class Graph implements Disposable {
  private id: number | null;

  /**
   * Returns a graph of one op, named `y`, for an op that exists only in graphs. A trace records its runs as that op.
   *
   * @param inputs the names of its float inputs, in the order of the op; feed them in that order
   */
  static ofOp(op: string, attributes: readonly OpAttribute[], inputs: readonly string[]): Graph {
    const nodes = inputs.map((name) => placeholder(name, 'float32'));
    return new Graph([...nodes, graphNode('y', op, inputs, attributes)], op, { op, attributes });
  }

  /**
   * Throws WriteFailed if the system's temporary folder cannot be written.
   *
   * @param name names the graph in kernel measurements
   * @param only the op of a graph of one op
   */
  constructor(nodes: readonly GraphNode[], name = 'Graph', only?: GraphOp) {
    this.id = load(graphFile(nodes));
    graphs.set(this.id, { name, only });
  }

  /**
   * Computes the named nodes and everything they depend on; blocks until done.
   *
   * Throws TensorFlow's error if an op fails.
   */
  run(feeds: readonly Feed[], fetches: readonly string[]): readonly OutputValues[] {
    const { createTensor, deleteTensor, tensorDataSync } = binding();
    const inputs: number[] = [];
    try {
      for (const { shape, values } of feeds) inputs.push(createTensor(shape, dtypeOf(values), values));
      const names = feeds.map(({ name }) => name);
      const outputs = this.outputs(inputs, names, fetches);
      const values = outputs.map(({ id }) => tensorDataSync(id) as OutputValues);
      outputs.forEach(({ id }) => {
        deleteTensor(id);
      });
      return values;
    } finally {
      inputs.forEach((id) => {
        deleteTensor(id);
      });
    }
  }

  /** Returns the first output of a node, owned by the caller, from borrowed tensors by placeholder name. */
  compute(feeds: Readonly<Record<string, Tensor>>, fetch: string): Tensor {
    return at(this.computeAll(new Map(Object.entries(feeds)), [fetch]), 0);
  }

  /** Returns the named outputs (`name:1` is a node's second). Any output may be fed instead of computed. */
  computeAll(feeds: ReadonlyMap<string, Tensor>, fetches: readonly string[]): Tensor[] {
    const ids = backend().getInputTensorIds([...feeds.values()]);
    return this.outputs(ids, [...feeds.keys()], fetches).map((output) =>
      backend().createOutputTensor(output),
    );
  }

  [Symbol.dispose](): void {
    if (this.id === null) return;
    binding().deleteSavedModel(this.id);
    graphs.delete(this.id);
    this.id = null;
  }

  private outputs(
    inputs: readonly number[],
    names: readonly string[],
    fetches: readonly string[],
  ): readonly TensorMetadata[] {
    if (this.id === null)
      throw new MillraceError(brokenInvariant('graph', 'a graph in use', 'a disposed one'));
    const outputOf = (name: string): string => (name.includes(':') ? name : `${name}:0`);
    return binding().runSavedModel(this.id, inputs, names.map(outputOf).join(), fetches.map(outputOf).join());
  }
}

/** Loads a model through a temporary folder and returns its id. */
function load(model: Uint8Array): number {
  const folder = orWriteFailed(() => mkdtempSync(join(tmpdir(), `millrace-graph-${process.pid}-`)));
  try {
    orWriteFailed(() => {
      writeFileSync(join(folder, 'saved_model.pb'), model);
    });
    return binding().loadSavedModel(folder, GRAPH_TAG);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function orWriteFailed<A>(write: () => A): A {
  try {
    return write();
  } catch (cause) {
    const advice = 'Free some space there, or set TMPDIR to another folder.';
    const expected = 'a writable folder for temporary files';
    throw new MillraceError(writeFailed(tmpdir(), expected, messageOf(cause), advice), { cause });
  }
}

const dtypeOf = (values: Feed['values']): number =>
  values instanceof Int32Array ? DTYPE.int32 : values instanceof Float32Array ? DTYPE.float32 : DTYPE.string;
