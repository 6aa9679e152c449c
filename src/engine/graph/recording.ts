import { at, type Precision } from '../../core/index.ts';
import type { TensorMetadata } from '../binding.ts';
import { isEmulated } from '../is-emulated.ts';
import { ATTR, attr, DTYPE, type OpAttribute } from '../raw-op.ts';
import { constantOf, placeholder, type GraphNode } from './graph-def.ts';
import { narrowed, type NarrowedOps, type NarrowedOptions } from './narrowed.ts';
import type { OutputName, RecordedOp } from './recorded-op.ts';
import { VariableOrder } from './variable-order.ts';

/** An op that has run, with the binding's ids of its inputs. */
interface OpCall {
  readonly op: string;
  readonly attributes: readonly OpAttribute[];
  readonly inputs: readonly number[];
  readonly outputs: readonly TensorMetadata[];
}

/** Variables that change only if a condition holds: by handle, that as the ops see it. */
interface Guard {
  readonly condition: OutputName;
  readonly handles: Map<OutputName, OutputName>;
}

/** The ops of a graph that is being recorded, and the names of tensors in it, by the binding's ids. */
export class Recording {
  /** The nodes that change variables. */
  readonly effects: string[] = [];
  /** The precision of the next ops. */
  precision: Precision = 'float32';
  /** Of the next ops; null by default. */
  guard: Guard | null = null;
  /** The attributes added to every op. */
  private readonly common: readonly OpAttribute[];
  /** Inputs and constants. */
  private readonly leaves: GraphNode[] = [];
  private readonly ops: RecordedOp[] = [];
  private readonly names = new Map<number, OutputName>();
  private readonly dtypes = new Map<OutputName, number>();
  private readonly order = new VariableOrder();
  /** Variables that change only if a condition holds: what needs them afterwards would not run if it does not. */
  private readonly uncertain = new Set<OutputName>();
  private count = 0;

  constructor(common: readonly OpAttribute[]) {
    this.common = common;
  }

  /** Returns the name of a tensor; undefined if it is not known. */
  nameOf(id: number): OutputName | undefined {
    return this.names.get(id);
  }

  /** Returns whether a tensor is the handle of a declared variable. */
  isHandle(id: number | undefined): boolean {
    const name = id === undefined ? undefined : this.names.get(id);
    return name !== undefined && this.order.isHandle(name);
  }

  /** Adds an input, and returns its name. */
  addInput(id: number, dtype: keyof typeof DTYPE): OutputName {
    const node = this.nextName();
    this.leaves.push(placeholder(node, dtype));
    const name = this.name(node, 0, { id, dtype: DTYPE[dtype] });
    if (dtype === 'resource') this.order.declare(name);
    return name;
  }

  /** Adds a constant, and returns its name. */
  addConstant(
    tensor: Pick<TensorMetadata, 'id' | 'dtype'>,
    shape: readonly number[],
    content: Uint8Array,
  ): OutputName {
    const node = this.nextName();
    this.leaves.push(constantOf(node, tensor.dtype, shape, content, this.common));
    return this.name(node, 0, tensor);
  }

  /** Adds an op. Returns the names of its inputs, undefined for one that is not known, and of its outputs. */
  add({ op, attributes, inputs: ids, outputs }: OpCall): {
    readonly inputs: readonly (OutputName | undefined)[];
    readonly outputs: readonly OutputName[];
  } {
    const given = ids.map((id) => this.certainName(id));
    const inputs = given.map((name) => name ?? '');
    const node = this.nextName();
    const { after, isWrite } = this.order.add(node, op, inputs, this.guard !== null);
    this.ops.push({
      name: node,
      op,
      inputs: inputs.map((name) => this.guarded(name)),
      after,
      attributes: [...attributes, ...this.missing(op, attributes, inputs), ...this.common],
      precision: this.precision,
    });
    if (isWrite) this.effects.push(node);
    if (isWrite && this.guard !== null) for (const name of inputs) this.uncertain.add(name);
    return { inputs: given, outputs: outputs.map((output, i) => this.name(node, i, output)) };
  }

  /** Returns all nodes, as {@link narrowed} does. */
  nodes(options: Pick<NarrowedOptions, 'seen' | 'fed'>): NarrowedOps {
    const { nodes, names } = narrowed(this.ops, this.dtypes, { ...options, isEmulated });
    return { nodes: [...this.leaves, ...nodes], names };
  }

  private certainName(id: number): OutputName | undefined {
    const name = this.names.get(id);
    return name !== undefined && this.guard === null && this.uncertain.has(name) ? undefined : name;
  }

  private name(
    node: string,
    output: number,
    { id, dtype }: Pick<TensorMetadata, 'id' | 'dtype'>,
  ): OutputName {
    const name = `${node}:${output}`;
    this.names.set(id, name);
    this.dtypes.set(name, dtype);
    return name;
  }

  /** Returns the type that TensorFlow.js leaves out, as it need not be given where ops run one by one. */
  private missing(
    op: string,
    attributes: readonly OpAttribute[],
    inputs: readonly OutputName[],
  ): readonly OpAttribute[] {
    if (op !== 'ExpandDims' || attributes.length > 0) return [];
    return [{ name: 'T', type: ATTR.type, value: this.dtypes.get(at(inputs, 0)) }];
  }

  /** Returns the handle of a variable that exists only if the condition holds; any other name as it is. */
  private guarded(name: OutputName): OutputName {
    if (this.guard === null || !this.order.isHandle(name)) return name;
    const { condition, handles } = this.guard;
    const known = handles.get(name);
    if (known !== undefined) return known;
    const node = this.nextName();
    // The second output of a switch is its first input, if the condition holds; else what needs it does not run.
    this.ops.push({
      name: node,
      op: 'Switch',
      inputs: [name, condition],
      after: [],
      attributes: [attr.type('T', 'resource')],
      precision: 'float32',
    });
    handles.set(name, `${node}:1`);
    return `${node}:1`;
  }

  private nextName(): string {
    return `node${this.count++}`;
  }
}
