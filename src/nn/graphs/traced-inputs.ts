import type { OutputName, Tensor, Trace } from '../../engine/index.ts';

/** Tensors that become inputs of a trace as they are asked for, each once, and where to find them at a run. */
export class TracedInputs<From> {
  private readonly trace: Trace;
  private readonly from: From;
  private readonly known = new Map<string, Tensor>();
  private readonly sources = new Map<OutputName, (from: From) => Tensor>();

  /** @param from where the tensors are found while it is traced; borrowed */
  constructor(trace: Trace, from: From) {
    this.trace = trace;
    this.from = from;
  }

  /** The tensor, borrowed, now an input. @param key the same for the same tensor */
  input(key: string, source: (from: From) => Tensor): Tensor {
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const tensor = source(this.from);
    this.sources.set(this.trace.input(tensor), source);
    this.known.set(key, tensor);
    return tensor;
  }

  has(name: OutputName): boolean {
    return this.sources.has(name);
  }

  /** What a run is fed with: borrowed. @param names of inputs */
  feeds(names: readonly OutputName[], from: From): [OutputName, Tensor][] {
    return names.map((name) => {
      const source = this.sources.get(name);
      if (source === undefined) throw new Error(`the graph needs ${name}, which is no input`);
      return [name, source(from)];
    });
  }
}
