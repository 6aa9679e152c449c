import type { Tensor } from '@tensorflow/tfjs-core';
import { at, brokenInvariant, MillraceError, type Precision } from '../../core/index.ts';
import type { Binding, TensorMetadata } from '../binding.ts';
import { inScope } from '../in-scope.ts';
import { interceptBinding } from '../intercept-binding.ts';
import { ATTR, attr, backend, DTYPE, type OpAttribute } from '../raw-op.ts';
import type { Variable } from '../variable.ts';
import { Graph, graphName, onlyOp, registersFunctions } from './graph.ts';
import { constantOf, placeholder, type GraphNode } from './graph-def.ts';
import { narrowed } from './narrowed.ts';
import type { OutputName, RecordedOp } from './recorded-op.ts';
import { VariableOrder } from './variable-order.ts';

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
  /** Inputs and constants. */
  private readonly leaves: GraphNode[] = [];
  private readonly ops: RecordedOp[] = [];
  private readonly names = new Map<number, OutputName>();
  private readonly dtypes = new Map<OutputName, number>();
  private readonly inputs = new Set<OutputName>();
  private readonly constants = new Set<OutputName>();
  private readonly order = new VariableOrder();
  private readonly effects: string[] = [];
  /** Numbers that became tensors since the trace was opened and are not uploaded yet. */
  private readonly numbers = new WeakSet();
  private needs = new Set<OutputName>();
  private outputs = new Set<OutputName>();
  /** The outputs that runs of the graph may fetch, and the interior ones that they may feed. */
  private readonly seen = new Set<OutputName>();
  private readonly fed = new Set<OutputName>();
  private precision: Precision = 'float32';
  private count = 0;
  /** The handles of variables as the current ops see them, by their inputs; null outside {@link Trace.onlyIf}. */
  private guarded: { readonly condition: OutputName; readonly handles: Map<OutputName, OutputName> } | null =
    null;

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
    return this.declare(tensor, tensor.dtype);
  }

  /**
   * Declares a variable as an input: each run reads and changes the one whose handle is fed. The traced work itself changes
   * none.
   */
  variable({ handle }: Variable): OutputName {
    const name = this.declare(handle, 'resource');
    this.order.declare(name);
    return name;
  }

  /** Records the ops of work in a precision, as {@link narrowed} does. The ops themselves run in float32 meanwhile. */
  inPrecision<T>(precision: Precision, work: () => T): T {
    const outer = this.precision;
    this.precision = precision;
    try {
      return work();
    } finally {
      this.precision = outer;
    }
  }

  /** Records work whose ops change variables only if a condition (a scalar of type bool) holds in the run. */
  onlyIf(condition: Tensor, work: () => void): void {
    this.guarded = { condition: this.nameOf(condition), handles: new Map() };
    try {
      work();
    } finally {
      this.guarded = null;
    }
  }

  /** Returns the name of an output tensor. An op must have made it: a graph cannot return its inputs. */
  nameOf(tensor: Tensor): OutputName {
    const name = this.names.get(idOf(tensor));
    if (name === undefined || this.inputs.has(name)) return this.rejectTrace();
    this.seen.add(name);
    return name;
  }

  /** Returns {@link Trace.nameOf} of a tensor that an op made since the last {@link Trace.takeNeeds}. */
  nameOfNew(tensor: Tensor): OutputName {
    const name = this.nameOf(tensor);
    return this.outputs.has(name) ? name : this.rejectTrace();
  }

  /** Returns the inputs and earlier outputs that the ops since the last call used: a run may feed them. */
  takeNeeds(): readonly OutputName[] {
    const needs = [...this.needs].filter((name) => !this.constants.has(name));
    for (const name of needs) if (!this.inputs.has(name)) this.fed.add(name);
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
    const { seen, fed } = this;
    const { nodes, names } = narrowed(this.ops, this.dtypes, { seen, fed });
    try {
      return new Graph([...this.leaves, ...nodes], {
        ...(name === undefined ? {} : { name }),
        effects: this.effects,
        names,
      });
    } catch {
      return null;
    }
  }

  private intercept({ executeOp, createTensor, tensorDataSync }: Calls): Calls {
    return {
      executeOp: (op, attributes, inputs, outputs) => {
        // The work only shows which variables it changes: later reads return older values, which do not matter here.
        const isWrite = outputs === 0 && this.isHandle(inputs[0]);
        const results = isWrite ? [] : executeOp(op, attributes, inputs, outputs);
        if (registersFunctions(op)) return results;
        const only = onlyOp(op);
        // The ops of another graph are not known here.
        if (only === undefined && graphName(op) !== undefined) this.isFaithful = false;
        else this.add(only?.op ?? op, only?.attributes ?? attributes, inputs, results);
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

  private declare(tensor: Tensor, dtype: keyof typeof DTYPE): OutputName {
    // Uploading the tensor's numbers now must not make them a constant.
    this.isDeclaring = true;
    const id = idOf(tensor);
    this.isDeclaring = false;
    // One tensor as two inputs could be two different tensors in the next run.
    const declared = this.names.get(id);
    if (declared !== undefined && this.inputs.has(declared)) this.isFaithful = false;
    const node = this.nextName();
    this.leaves.push(placeholder(node, dtype));
    const name = `${node}:0`;
    this.names.set(id, name);
    this.dtypes.set(name, DTYPE[dtype]);
    this.inputs.add(name);
    return name;
  }

  private add(
    op: string,
    attributes: readonly OpAttribute[],
    ids: readonly number[],
    outputs: readonly TensorMetadata[],
  ): void {
    const inputs = ids.map((id) => this.names.get(id) ?? this.rejectTrace());
    for (const name of inputs) if (!this.outputs.has(name)) this.needs.add(name);
    const node = this.nextName();
    const { after, isWrite } = this.order.add(node, op, inputs);
    this.ops.push({
      name: node,
      op,
      inputs: inputs.map((name) => this.guardedHandle(name)),
      after,
      attributes: [...attributes, ...this.untyped(op, attributes, inputs), ...this.common],
      precision: this.precision,
    });
    if (isWrite) this.effects.push(node);
    outputs.forEach(({ id, dtype }, i) => {
      this.names.set(id, `${node}:${i}`);
      this.dtypes.set(`${node}:${i}`, dtype);
      this.outputs.add(`${node}:${i}`);
    });
  }

  /** Returns the type that TensorFlow.js leaves out, as it need not be given where ops run one by one. */
  private untyped(
    op: string,
    attributes: readonly OpAttribute[],
    inputs: readonly OutputName[],
  ): readonly OpAttribute[] {
    if (op !== 'ExpandDims' || attributes.length > 0) return [];
    return [{ name: 'T', type: ATTR.type, value: this.dtypes.get(at(inputs, 0)) }];
  }

  private isHandle(id: number | undefined): boolean {
    const name = id === undefined ? undefined : this.names.get(id);
    return name !== undefined && this.order.isHandle(name);
  }

  /** Returns the handle of a variable that exists only if the condition holds; any other name as it is. */
  private guardedHandle(name: OutputName): OutputName {
    if (this.guarded === null || !this.order.isHandle(name)) return name;
    const { condition, handles } = this.guarded;
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

  private addConstant(id: number, shape: readonly number[], dtype: number, values: unknown): void {
    if (this.isDeclaring || !ArrayBuffer.isView(values) || !this.numbers.has(values)) return;
    const node = this.nextName();
    const { buffer, byteOffset, byteLength } = values;
    const bytes = new Uint8Array(buffer, byteOffset, byteLength);
    this.leaves.push(constantOf(node, dtype, shape, bytes, this.common));
    const name = `${node}:0`;
    this.names.set(id, name);
    this.dtypes.set(name, dtype);
    this.constants.add(name);
  }

  private rejectTrace(): OutputName {
    this.isFaithful = false;
    return '';
  }

  private nextName(): string {
    return `node${this.count++}`;
  }
}

const idOf = (tensor: Tensor): number => at(backend().getInputTensorIds([tensor]), 0);
