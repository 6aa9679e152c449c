import type { Tensor } from '@tensorflow/tfjs-node-gpu';
import type { TensorMetadata } from '@tensorflow/tfjs-node-gpu/dist/tfjs_binding.js';
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
let aside: typeof asOp | null = null;

/** What `compute` does is one op, which only graphs have: where a trace is open, it is written down as such. */
export const asOp = (
  op: string,
  attributes: readonly OpAttribute[],
  inputs: readonly Tensor[],
  compute: () => Tensor,
): Tensor => (aside === null ? compute() : aside(op, attributes, inputs, compute));

/**
 * Writes down the ops that run from its making until it is disposed, as nodes of a graph that does the same with other
 * values of the same shapes: what TensorFlow's `tf.function` does. The ops do run meanwhile; one trace at a time.
 *
 * What the ops compute must follow from tensors that are declared as inputs, and from constants made on the way: such
 * become part of the graph. Where that is not so – a value was read, a tensor was used that is no input – the trace is
 * not faithful, and gives no graph.
 */
export class Trace implements Disposable {
  /** Whether the graph would do what was done. */
  faithful = true;
  private readonly original = backend().binding;
  /** Of every op. */
  private readonly more: readonly OpAttribute[];
  private readonly nodes: GraphNode[] = [];
  private readonly names = new Map<number, OutputName>();
  private readonly inputs = new Set<OutputName>();
  private readonly constants = new Set<OutputName>();
  private needs = new Set<OutputName>();
  private made = new Set<OutputName>();

  /** @param compile whether the graph's ops are to be compiled into one, where TensorFlow can (XLA) */
  constructor({ compile = false }: { readonly compile?: boolean } = {}) {
    this.more = compile ? COMPILED : [];
    aside = (...op) => this.aside(...op);
    const calls = this.original as unknown as Calls;
    const traced: Calls = {
      executeOp: (op, attributes, inputs, outputs) => {
        const results = calls.executeOp(op, attributes, inputs, outputs);
        this.add(
          op,
          attributes,
          inputs,
          results.map(({ id }) => id),
        );
        return results;
      },
      createTensor: (shape, dtype, values) => {
        const id = calls.createTensor(shape, dtype, values);
        this.addConstant(id, shape, dtype, values);
        return id;
      },
      tensorDataSync: (id) => {
        this.faithful = false;
        return calls.tensorDataSync(id);
      },
      runSavedModel: (...args) => {
        this.faithful = false;
        return calls.runSavedModel(...args);
      },
    };
    // The binding's own properties cannot be changed: one in front of it has these four.
    const properties = Object.entries(traced).map(([name, value]) => [name, { value: value as unknown }]);
    backend().binding = Object.create(
      this.original,
      Object.fromEntries(properties) as PropertyDescriptorMap,
    ) as typeof this.original;
  }

  /** Declares a tensor as an input: its values are given at each run. */
  input(tensor: Tensor): OutputName {
    const id = idOf(tensor);
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

  /** What the ops needed that ran since the last time, and did not make themselves: inputs, and outputs before them. */
  takeNeeds(): readonly OutputName[] {
    const needs = [...this.needs].filter((name) => !this.constants.has(name));
    this.needs = new Set();
    this.made = new Set();
    return needs;
  }

  /** All ops so far, as a graph that the caller owns; null where it would not do what they did. */
  graph(name?: string): Graph | null {
    return this.faithful ? new Graph(this.nodes, name) : null;
  }

  private aside(
    op: string,
    attributes: readonly OpAttribute[],
    inputs: readonly Tensor[],
    compute: () => Tensor,
  ): Tensor {
    const { binding } = backend();
    backend().binding = this.original;
    try {
      const output = compute();
      this.add(op, attributes, inputs.map(idOf), [idOf(output)]);
      return output;
    } finally {
      backend().binding = binding;
    }
  }

  [Symbol.dispose](): void {
    backend().binding = this.original;
    aside = null;
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
    this.nodes.push(graphNode(node, op, names, [...attributes, ...this.more]));
    outputs.forEach((id, i) => {
      this.names.set(id, `${node}:${i}`);
      this.made.add(`${node}:${i}`);
    });
  }

  private addConstant(id: number, shape: readonly number[], dtype: number, values: unknown): void {
    if (!ArrayBuffer.isView(values)) {
      this.faithful = false;
      return;
    }
    const node = this.nextName();
    const { buffer, byteOffset, byteLength } = values;
    this.nodes.push(
      constantOf(node, dtype, shape, new Uint8Array(buffer, byteOffset, byteLength), this.more),
    );
    this.names.set(id, `${node}:0`);
    this.constants.add(`${node}:0`);
  }

  private unknown(): OutputName {
    this.faithful = false;
    return '';
  }

  private nextName(): string {
    return `node${this.nodes.length}`;
  }
}

const idOf = (tensor: Tensor): number => backend().getInputTensorIds([tensor])[0] ?? NaN;
