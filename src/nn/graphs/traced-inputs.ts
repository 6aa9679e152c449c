import type { OutputName, Tensor, Trace } from '../../engine/index.ts';

type Source<From> = (from: From) => Tensor;

/** Where the inputs of a graph are found at a run. */
export interface InputFeeds<From> {
  readonly has: (name: OutputName) => boolean;
  /** What a run is fed with: borrowed. @param names of inputs */
  readonly feeds: (names: readonly OutputName[], from: From) => readonly (readonly [OutputName, Tensor])[];
}

/** Tensors that become inputs of a trace as they are asked for, each once. */
export class TracedInputs<From> {
  private readonly trace: Trace;
  private readonly from: From;
  private readonly known = new Map<string, Tensor>();
  private readonly sources = new Map<OutputName, Source<From>>();

  /** @param from where the tensors are found while it is traced; borrowed */
  constructor(trace: Trace, from: From) {
    this.trace = trace;
    this.from = from;
  }

  /** The tensor, borrowed, now an input. @param key the same for the same tensor */
  input(key: string, source: Source<From>): Tensor {
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const tensor = source(this.from);
    this.sources.set(this.trace.input(tensor), source);
    this.known.set(key, tensor);
    return tensor;
  }

  /** For the runs of the graph: holds neither the trace nor its tensors. */
  sealed(): InputFeeds<From> {
    const sources = new Map(this.sources);
    return {
      has: (name) => sources.has(name),
      feeds: (names, from) => names.map((name) => [name, sourceOf(sources, name)(from)]),
    };
  }
}

function sourceOf<From>(sources: ReadonlyMap<OutputName, Source<From>>, name: OutputName): Source<From> {
  const source = sources.get(name);
  if (source === undefined) throw new Error(`the graph needs ${name}, which is no input`);
  return source;
}
