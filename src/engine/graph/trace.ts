import type { Tensor } from '@tensorflow/tfjs-core';
import { at, brokenInvariant, MillraceError } from '../../core/index.ts';
import type { Binding, TensorMetadata } from '../binding.ts';
import { inScope } from '../in-scope.ts';
import { interceptBinding } from '../intercept-binding.ts';
import { attr, backend, type OpAttribute } from '../raw-op.ts';
import { Graph, graphName, onlyOp, registersFunctions } from './graph.ts';
import { constantOf, graphNode, placeholder, type GraphNode } from './graph-def.ts';

/** An op's output in a graph, for example `node3:1`. */
export type OutputName = string;

/** The functions of the binding that a trace intercepts; ids are the binding's, not those of TensorFlow.js. */
type Calls = Pick<Binding, 'executeOp' | 'createTensor' | 'tensorDataSync'>;

/**
 * Marks an op for TensorFlow's compiler. The second attribute keeps the optimizer from rewriting the op, which would drop
 * the mark and split the loop.
 */
const COMPILED = [attr.bool('_XlaCompile', true), attr.bool('_grappler_do_not_remove', true)];

/**
 * Records the ops of synchronous work as a graph that computes the same for other values of the same shapes: TensorFlow's
 * `tf.function`. The ops run as usual meanwhile.
 *
 * Results may depend only on declared inputs and on numbers, which become constants of the graph. Otherwise (a value was
 * read back, an undeclared older tensor was used, a graph of several ops ran, or
 * TensorFlow rejects the new graph) no graph is produced.
 */
export class Trace {
  private isFaithful = true;
  private isDeclaring = false;
  /** The attributes added to every op. */
  private readonly common: readonly OpAttribute[];
  private readonly nodes: GraphNode[] = [];
  private readonly names = new Map<number, OutputName>();
  private readonly inputs = new Set<OutputName>();
  private readonly constants = new Set<OutputName>();
  /** Numbers that became tensors since the trace was opened and are not uploaded yet. */
  private readonly numbers = new WeakSet();
  private needs = new Set<OutputName>();
  private outputs = new Set<OutputName>();

  private constructor(common: readonly OpAttribute[]) {
    this.common = common;
  }

  /**
   * Runs work, records its ops, and frees the tensors that it creates.
   *
   * Throws BrokenInvariant inside the work of another trace, and if the work returns a promise: a trace would also record
   * what other tasks do in the meantime.
   *
   * @param work receives the open trace; its result holds no tensors
   * @param options.compile whether TensorFlow compiles the graph's ops into one, if it can (XLA)
   */
  static record<T>(work: (trace: Trace) => T, { compile = false }: { readonly compile?: boolean } = {}): T {
    const trace = new Trace(compile ? COMPILED : []);
    const interception = interceptBinding<Calls>('Trace', (binding) => trace.intercept(binding));
    const engine = backend();
    const { write } = engine;
    engine.write = (values, ...rest) => {
      if (ArrayBuffer.isView(values)) trace.numbers.add(values);
      return write.call(engine, values, ...rest);
    };
    try {
      const result = inScope(() => work(trace));
      if (result instanceof Promise)
        throw new MillraceError(brokenInvariant('Trace', 'synchronous work', 'a promise'));
      return result;
    } finally {
      engine.write = write;
      interception[Symbol.dispose]();
    }
  }

  /** Declares a tensor as an input, whose values are fed at each run. */
  input(tensor: Tensor): OutputName {
    // Uploading the tensor's numbers now must not make them a constant.
    this.isDeclaring = true;
    const id = idOf(tensor);
    this.isDeclaring = false;
    // One tensor as two inputs could be two different tensors in the next run.
    const declared = this.names.get(id);
    if (declared !== undefined && this.inputs.has(declared)) this.isFaithful = false;
    const node = this.nextName();
    this.nodes.push(placeholder(node, tensor.dtype));
    const name = `${node}:0`;
    this.names.set(id, name);
    this.inputs.add(name);
    return name;
  }

  /** Returns the name of an output tensor. An op must have made it: a graph cannot return its inputs. */
  nameOf(tensor: Tensor): OutputName {
    const name = this.names.get(idOf(tensor));
    return name === undefined || this.inputs.has(name) ? this.rejectTrace() : name;
  }

  /** Returns {@link Trace.nameOf} of a tensor that an op made since the last {@link Trace.takeNeeds}. */
  nameOfNew(tensor: Tensor): OutputName {
    const name = this.nameOf(tensor);
    return this.outputs.has(name) ? name : this.rejectTrace();
  }

  /** Returns the inputs and earlier outputs that the ops since the last call used. */
  takeNeeds(): readonly OutputName[] {
    const needs = [...this.needs].filter((name) => !this.constants.has(name));
    this.needs = new Set();
    this.outputs = new Set();
    return needs;
  }

  /**
   * Returns the recorded ops as a graph, owned by the caller; null if it would compute something else.
   *
   * @param name names the graph in kernel measurements
   */
  graph(name?: string): Graph | null {
    if (!this.isFaithful) return null;
    try {
      return new Graph(this.nodes, name === undefined ? {} : { name });
    } catch {
      return null;
    }
  }

  private intercept({ executeOp, createTensor, tensorDataSync }: Calls): Calls {
    return {
      executeOp: (op, attributes, inputs, outputs) => {
        const results = executeOp(op, attributes, inputs, outputs);
        if (registersFunctions(op)) return results;
        const only = onlyOp(op);
        // The ops of another graph are not known here.
        if (only === undefined && graphName(op) !== undefined) this.isFaithful = false;
        else this.add(only?.op ?? op, only?.attributes ?? attributes, inputs, idsOf(results));
        return results;
      },
      createTensor: (shape, dtype, values) => {
        const id = createTensor(shape, dtype, values);
        this.addConstant(id, shape, dtype, values);
        return id;
      },
      tensorDataSync: (id) => {
        this.isFaithful = false;
        return tensorDataSync(id);
      },
    };
  }

  private add(
    op: string,
    attributes: readonly OpAttribute[],
    inputs: readonly number[],
    outputs: readonly number[],
  ): void {
    const names = inputs.map((id) => this.names.get(id) ?? this.rejectTrace());
    for (const name of names) if (!this.outputs.has(name)) this.needs.add(name);
    const node = this.nextName();
    this.nodes.push(graphNode(node, op, names, [...attributes, ...this.common]));
    outputs.forEach((id, i) => {
      this.names.set(id, `${node}:${i}`);
      this.outputs.add(`${node}:${i}`);
    });
  }

  private addConstant(id: number, shape: readonly number[], dtype: number, values: unknown): void {
    if (this.isDeclaring || !ArrayBuffer.isView(values) || !this.numbers.has(values)) return;
    const node = this.nextName();
    const { buffer, byteOffset, byteLength } = values;
    const bytes = new Uint8Array(buffer, byteOffset, byteLength);
    this.nodes.push(constantOf(node, dtype, shape, bytes, this.common));
    this.names.set(id, `${node}:0`);
    this.constants.add(`${node}:0`);
  }

  private rejectTrace(): OutputName {
    this.isFaithful = false;
    return '';
  }

  private nextName(): string {
    return `node${this.nodes.length}`;
  }
}

const idOf = (tensor: Tensor): number => at(backend().getInputTensorIds([tensor]), 0);

const idsOf = (outputs: readonly TensorMetadata[]): readonly number[] => outputs.map(({ id }) => id);
