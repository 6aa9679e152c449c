import type { Tensor } from '@tensorflow/tfjs-core';
import { at, brokenInvariant, MillraceError } from '../../core/index.ts';
import type { Binding, TensorMetadata } from '../binding.ts';
import { backend, DTYPE, type OpAttribute } from '../raw-op.ts';
import { graphDef, graphNode, placeholder, type GraphNode } from './graph-def.ts';

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

/** Options of a {@link Graph}. */
interface GraphOptions {
  /** Names the graph in kernel measurements. */
  readonly name?: string;
  /** The op of a graph of one op. */
  readonly only?: GraphOp;
  /** The names of nodes that change variables. */
  readonly effects?: readonly string[];
  /** Other names of outputs, and what they stand for. */
  readonly names?: ReadonlyMap<string, string>;
}

/** The functions in use, by their names in TensorFlow. */
const functions = new Map<string, { readonly graph: string; readonly only: GraphOp | undefined }>();

/** The number of functions so far: their names are not used again. */
let created = 0;

/** Returns the name of the graph that TensorFlow runs as an op of this name; undefined for any other op. */
export const graphName = (op: string): string | undefined => functions.get(op)?.graph;

/** Returns the op of a graph that {@link Graph.ofOp} made, by the name of its function. */
export const onlyOp = (name: string): GraphOp | undefined => functions.get(name)?.only;

/** The ops of TensorFlow that register functions, compiled into the binding: see `native/functions.kernel.cc`. */
const [ADD, REMOVE] = ['MillraceAddFunction', 'MillraceRemoveFunction'];

/** Returns whether an op only registers functions. */
export const registersFunctions = (op: string): boolean => op === ADD || op === REMOVE;

/**
 * Ops that TensorFlow runs together: independent ops run in parallel on all cores, instead of one after the other. Its
 * owner disposes it.
 *
 * Each set of inputs and outputs becomes a function of TensorFlow (`tf.function`) at its first run, which holds only the
 * ops between them, and may read and change the variables whose handles are fed.
 */
export class Graph implements Disposable {
  private readonly definition: Uint8Array;
  private readonly title: string;
  private readonly only: GraphOp | undefined;
  /** Names in TensorFlow, by inputs and outputs; null when disposed. */
  private known: Map<string, string> | null = new Map();
  /** The ops that change variables: they run whatever is computed. */
  private readonly effects: readonly string[];
  private readonly names: ReadonlyMap<string, string>;

  /**
   * Returns a graph of one op, named `y`, for an op that exists only in graphs. A trace records its runs as that op.
   *
   * @param inputs the names of its float inputs, in the order of the op; feed them in that order
   */
  static ofOp(op: string, attributes: readonly OpAttribute[], inputs: readonly string[]): Graph {
    const nodes = inputs.map((name) => placeholder(name, 'float32'));
    return new Graph([...nodes, graphNode('y', op, inputs, attributes)], {
      name: op,
      only: { op, attributes },
    });
  }

  /**
   * Throws TensorFlow's error if the graph is invalid.
   *
   * @param options by default it has a plain name and changes no variable
   */
  constructor(
    nodes: readonly GraphNode[],
    { name = 'Graph', only, effects = [], names = new Map() }: GraphOptions = {},
  ) {
    this.definition = graphDef(nodes);
    this.title = name;
    this.only = only;
    this.effects = effects;
    this.names = names;
    // TensorFlow checks a graph as a whole.
    this.functionOf([], []);
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
    for (const name of this.known?.values() ?? []) {
      register(REMOVE, [name]);
      functions.delete(name);
    }
    this.known = null;
  }

  private outputs(
    inputs: readonly number[],
    names: readonly string[],
    fetches: readonly string[],
  ): readonly TensorMetadata[] {
    return binding().executeOp(this.functionOf(names, fetches), [], inputs, fetches.length);
  }

  /** Returns the name of the function with these inputs and outputs. */
  private functionOf(inputs: readonly string[], outputs: readonly string[]): string {
    if (this.known === null)
      throw new MillraceError(brokenInvariant('graph', 'a graph in use', 'a disposed one'));
    const resolved = (name: string): string =>
      this.names.get(name) ?? (name.includes(':') ? name : `${name}:0`);
    const lists = [inputs.map(resolved).join(), outputs.map(resolved).join()];
    const key = lists.join(' ');
    const found = this.known.get(key);
    if (found !== undefined) return found;
    const name = `millrace_${created++}`;
    register(ADD, [this.definition, name, ...lists, this.effects.join()]);
    this.known.set(key, name);
    functions.set(name, { graph: this.title, only: this.only });
    return name;
  }
}

/** Runs an op whose inputs are texts. */
function register(op: string, texts: readonly (string | Uint8Array)[]): void {
  const { createTensor, deleteTensor, executeOp } = binding();
  const encoder = new TextEncoder();
  const inputs = texts.map((text) =>
    createTensor([], DTYPE.string, [typeof text === 'string' ? encoder.encode(text) : text]),
  );
  try {
    const outputs = executeOp(op, [], inputs, 1);
    for (const { id } of outputs) deleteTensor(id);
  } finally {
    for (const id of inputs) deleteTensor(id);
  }
}

const dtypeOf = (values: Feed['values']): number =>
  values instanceof Int32Array ? DTYPE.int32 : values instanceof Float32Array ? DTYPE.float32 : DTYPE.string;
