import type { Tensor } from '@tensorflow/tfjs-core';
import type { TensorMetadata } from '../binding.ts';
import { inFrontOfBinding } from '../in-front-of-binding.ts';
import { attr, backend, type OpAttribute } from '../raw-op.ts';
import { Graph } from './graph.ts';
import { constantOf, graphNode, placeholder, type GraphNode } from './graph-def.ts';

/** An op's output in a graph, e.g. `node3:1`. */
export type OutputName = string;

/** The calls of the binding that a trace follows; ids are its own, not those of TensorFlow.js. */
interface Calls {
  readonly executeOp: (
    op: string,
    attributes: readonly OpAttribute[],
    inputs: readonly number[],
    outputs: number,
  ) => readonly TensorMetadata[];
  readonly createTensor: (shape: readonly number[], dtype: number, values: unknown) => number;
  readonly tensorDataSync: (id: number) => unknown;
  readonly runSavedModel: (...args: readonly unknown[]) => unknown;
}

/**
 * What TensorFlow's compiler looks for. Where its optimizer rewrites an op, it leaves that out, and there would be
 * several loops: it is kept from that.
 */
const COMPILED = [attr.bool('_XlaCompile', true), attr.bool('_grappler_do_not_remove', true)];

/** Of the open trace. */
let open: { readonly graphOp: typeof asGraphOp } | null = null;

/** Whether ops are being written down just now. */
export const isTracing = (): boolean => open !== null;

/** What `compute` does is one op, which only graphs have: where a trace is open, it is written down as such. */
export const asGraphOp = (
  op: string,
  attributes: readonly OpAttribute[],
  inputs: readonly Tensor[],
  compute: () => Tensor,
): Tensor => open?.graphOp(op, attributes, inputs, compute) ?? compute();

/**
 * Writes down the ops that run from its making until it is disposed, as nodes of a graph that does the same with other
 * values of the same shapes: what TensorFlow's `tf.function` does. The ops do run meanwhile. One trace at a time.
 *
 * What the ops compute must follow from tensors that are declared as inputs, and from numbers: those become part of the
 * graph. Where it does not – a tensor's values were read, a tensor was used that is no input and was there before, or
 * TensorFlow does not take the ops as a graph – there is none.
 */
export class Trace implements Disposable {
  private isFaithful = true;
  private isDeclaring = false;
  private front: Disposable | null;
  /** Of every op. */
  private readonly common: readonly OpAttribute[];
  private readonly nodes: GraphNode[] = [];
  private readonly names = new Map<number, OutputName>();
  private readonly inputs = new Set<OutputName>();
  private readonly constants = new Set<OutputName>();
  /** Numbers that became tensors since the trace is open, before they are uploaded. */
  private readonly written = new WeakSet();
  private needs = new Set<OutputName>();
  private made = new Set<OutputName>();

  /** @param compile whether the graph's ops are to be compiled into one, where TensorFlow can (XLA) */
  constructor({ compile = false }: { readonly compile?: boolean } = {}) {
    if (open !== null) throw new Error('a trace is open already');
    this.common = compile ? COMPILED : [];
    const engine = backend();
    const { write } = engine;
    engine.write = (values, ...rest) => {
      if (ArrayBuffer.isView(values)) this.written.add(values);
      return write.call(engine, values, ...rest);
    };
    const front = inFrontOfBinding<Calls>((binding) => this.following(binding));
    this.front = {
      [Symbol.dispose]: () => {
        front[Symbol.dispose]();
        engine.write = write;
      },
    };
    open = { graphOp: (...op) => this.graphOp(...op) };
  }

  /** Declares a tensor as an input: its values are given at each run. */
  input(tensor: Tensor): OutputName {
    // Numbers that are not uploaded yet are none of the graph's.
    this.isDeclaring = true;
    const id = idOf(tensor);
    this.isDeclaring = false;
    // One tensor as two inputs could be two tensors the next time.
    if (this.inputs.has(this.names.get(id) ?? '')) this.isFaithful = false;
    const node = this.nextName();
    this.nodes.push(placeholder(node, tensor.dtype));
    const name = `${node}:0`;
    this.names.set(id, name);
    this.inputs.add(name);
    return name;
  }

  /** Where a tensor comes from, that is to be an output of the graph: from an op, as none can hand its inputs on. */
  nameOf(tensor: Tensor): OutputName {
    const name = this.names.get(idOf(tensor));
    return name === undefined || this.inputs.has(name) ? this.unknown() : name;
  }

  /** Like {@link Trace.nameOf}, for a tensor that an op put out since the last {@link Trace.takeNeeds}. */
  nameOfNew(tensor: Tensor): OutputName {
    const name = this.nameOf(tensor);
    return this.made.has(name) ? name : this.unknown();
  }

  /** What the ops needed that ran since the last time, and did not make themselves: inputs, and outputs before them. */
  takeNeeds(): readonly OutputName[] {
    const needs = [...this.needs].filter((name) => !this.constants.has(name));
    this.needs = new Set();
    this.made = new Set();
    return needs;
  }

  /**
   * All ops so far, as a graph that the caller owns; null where it would not do what they did.
   *
   * @param name of what it computes, for those who measure it
   */
  graph(name?: string): Graph | null {
    if (!this.isFaithful) return null;
    try {
      return new Graph(this.nodes, name);
    } catch {
      return null;
    }
  }

  [Symbol.dispose](): void {
    if (this.front === null) return;
    this.front[Symbol.dispose]();
    this.front = null;
    open = null;
  }

  private graphOp(
    op: string,
    attributes: readonly OpAttribute[],
    inputs: readonly Tensor[],
    compute: () => Tensor,
  ): Tensor {
    const faithful = this.isFaithful;
    const output = compute();
    this.isFaithful = faithful;
    this.add(op, attributes, inputs.map(idOf), [idOf(output)]);
    return output;
  }

  private following({ executeOp, createTensor, tensorDataSync, runSavedModel }: Calls): Calls {
    return {
      executeOp: (op, attributes, inputs, outputs) => {
        const results = executeOp(op, attributes, inputs, outputs);
        const ids = results.map(({ id }) => id);
        this.add(op, attributes, inputs, ids);
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
      runSavedModel: (...args) => {
        this.isFaithful = false;
        return runSavedModel(...args);
      },
    };
  }

  private add(
    op: string,
    attributes: readonly OpAttribute[],
    inputs: readonly number[],
    outputs: readonly number[],
  ): void {
    const names = inputs.map((id) => this.names.get(id) ?? this.unknown());
    for (const name of names) if (!this.made.has(name)) this.needs.add(name);
    const node = this.nextName();
    this.nodes.push(graphNode(node, op, names, [...attributes, ...this.common]));
    outputs.forEach((id, i) => {
      this.names.set(id, `${node}:${i}`);
      this.made.add(`${node}:${i}`);
    });
  }

  private addConstant(id: number, shape: readonly number[], dtype: number, values: unknown): void {
    if (this.isDeclaring || !ArrayBuffer.isView(values) || !this.written.has(values)) return;
    const node = this.nextName();
    const { buffer, byteOffset, byteLength } = values;
    const bytes = new Uint8Array(buffer, byteOffset, byteLength);
    this.nodes.push(constantOf(node, dtype, shape, bytes, this.common));
    this.names.set(id, `${node}:0`);
    this.constants.add(`${node}:0`);
  }

  private unknown(): OutputName {
    this.isFaithful = false;
    return '';
  }

  private nextName(): string {
    return `node${this.nodes.length}`;
  }
}

const idOf = (tensor: Tensor): number => backend().getInputTensorIds([tensor])[0] ?? NaN;
