import { valueAt } from '../../core/index.ts';
import type { OutputName, Tensor, Trace, Variable } from '../../engine/index.ts';

type Source<From> = (from: From) => Tensor;

/** Finds the input tensors of a graph before each run. */
export interface InputFeeds<From> {
  readonly has: (name: OutputName) => boolean;
  /** Returns the tensors of the named inputs, borrowed. */
  readonly feeds: (names: readonly OutputName[], from: From) => readonly (readonly [OutputName, Tensor])[];
}

/** Declares each tensor as an input of a trace on its first use. */
export class TracedInputs<From> {
  private readonly trace: Trace;
  private readonly from: From;
  private readonly tensors = new Map<string, Tensor>();
  private readonly sources = new Map<OutputName, Source<From>>();

  /** @param from the inputs while tracing; borrowed */
  constructor(trace: Trace, from: From) {
    this.trace = trace;
    this.from = from;
  }

  /**
   * Returns the tensor, borrowed, after declaring it as an input.
   *
   * @param key identifies the tensor
   */
  input(key: string, source: Source<From>): Tensor {
    const declared = this.tensors.get(key);
    if (declared !== undefined) return declared;
    const tensor = source(this.from);
    this.sources.set(this.trace.input(tensor), source);
    this.tensors.set(key, tensor);
    return tensor;
  }

  /**
   * Returns the variable, borrowed, after declaring it as one that the graph reads or changes.
   *
   * @param key identifies the variable
   */
  variable(key: string, source: (from: From) => Variable): Variable {
    const variable = source(this.from);
    if (!this.tensors.has(key)) {
      this.sources.set(this.trace.variable(variable), (from) => source(from).handle);
      this.tensors.set(key, variable.handle);
    }
    return variable;
  }

  /** Returns the feeds for runs of the graph. They hold neither the trace nor its tensors. */
  feeds(): InputFeeds<From> {
    const sources = new Map(this.sources);
    return {
      has: (name) => sources.has(name),
      feeds: (names, from) => names.map((name) => [name, valueAt(sources, name)(from)]),
    };
  }
}
