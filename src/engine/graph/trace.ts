import type { Tensor } from '@tensorflow/tfjs-core';
import { at, brokenInvariant, MillraceError, type Precision } from '../../core/index.ts';
import type { Binding, TensorMetadata } from '../binding.ts';
import { inScope } from '../in-scope.ts';
import { interceptBinding } from '../intercept-binding.ts';
import { attr, backend, type DTYPE, type OpAttribute } from '../raw-op.ts';
import type { Variable } from '../variable.ts';
import { Graph, graphName, onlyOp, registersFunctions } from './graph.ts';
import type { OutputName } from './recorded-op.ts';
import { Recording } from './recording.ts';

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
 * read back, an undeclared older tensor was used, a graph of several ops ran, or TensorFlow rejects the new graph) no graph
 * is produced.
 */
export class Trace {
  private isFaithful = true;
  private isDeclaring = false;
  private readonly recording: Recording;
  private readonly inputs = new Set<OutputName>();
  private readonly constants = new Set<OutputName>();
  /** Numbers that became tensors since the trace was opened and are not uploaded yet. */
  private readonly numbers = new WeakSet();
  private needs = new Set<OutputName>();
  private outputs = new Set<OutputName>();
  /** The outputs that runs of the graph may fetch, and the interior ones that they may feed. */
  private readonly seen = new Set<OutputName>();
  private readonly fed = new Set<OutputName>();

  private constructor(common: readonly OpAttribute[]) {
    this.recording = new Recording(common);
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
    return this.declare(handle, 'resource');
  }

  /** Records the ops of work in a precision, as {@link narrowed} does. The ops themselves run in float32 meanwhile. */
  inPrecision<T>(precision: Precision, work: () => T): T {
    const outer = this.recording.precision;
    this.recording.precision = precision;
    try {
      return work();
    } finally {
      this.recording.precision = outer;
    }
  }

  /**
   * Records work whose ops change variables only if a condition (a scalar of type bool) holds in the run. No graph is produced
   * if later work uses these variables.
   */
  onlyIf(condition: Tensor, work: () => void): void {
    this.recording.guard = { condition: this.nameOf(condition), handles: new Map() };
    try {
      work();
    } finally {
      this.recording.guard = null;
    }
  }

  /** Returns the name of an output tensor. An op must have made it: a graph cannot return its inputs. */
  nameOf(tensor: Tensor): OutputName {
    const name = this.recording.nameOf(idOf(tensor));
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
    const { seen, fed, recording } = this;
    const { nodes, names } = recording.nodes({ seen, fed });
    try {
      const { effects } = recording;
      return new Graph(nodes, { ...(name === undefined ? {} : { name }), effects, names });
    } catch {
      return null;
    }
  }

  private intercept({ executeOp, createTensor, tensorDataSync }: Calls): Calls {
    return {
      executeOp: (op, attributes, inputs, outputs) => {
        // The work only shows which variables it changes: later reads return older values, which do not matter here.
        const isWrite = outputs === 0 && this.recording.isHandle(inputs[0]);
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
        if (!this.isDeclaring && ArrayBuffer.isView(values) && this.numbers.has(values)) {
          const { buffer, byteOffset, byteLength } = values;
          const content = new Uint8Array(buffer, byteOffset, byteLength);
          this.constants.add(this.recording.addConstant({ id, dtype }, shape, content));
        }
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
    const declared = this.recording.nameOf(id);
    if (declared !== undefined && this.inputs.has(declared)) this.isFaithful = false;
    const name = this.recording.addInput(id, dtype);
    this.inputs.add(name);
    return name;
  }

  private add(
    op: string,
    attributes: readonly OpAttribute[],
    ids: readonly number[],
    results: readonly TensorMetadata[],
  ): void {
    const { inputs, outputs } = this.recording.add({ op, attributes, inputs: ids, outputs: results });
    for (const name of inputs)
      if (name === undefined) this.rejectTrace();
      else if (!this.outputs.has(name)) this.needs.add(name);
    for (const name of outputs) this.outputs.add(name);
  }

  private rejectTrace(): OutputName {
    this.isFaithful = false;
    return '';
  }
}

const idOf = (tensor: Tensor): number => at(backend().getInputTensorIds([tensor]), 0);
