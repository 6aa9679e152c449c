import type { Tensor } from '@tensorflow/tfjs-node-gpu';
import { engineInfo } from '../engine-info.ts';
import { scoped } from '../scoped.ts';
import type { Graph } from './graph.ts';
import { Trace, type OutputName } from './trace.ts';

type Inputs<Name extends string> = Readonly<Record<Name, Tensor>>;

/** What a function was compiled to. */
interface Compiled {
  readonly graph: Graph;
  readonly names: readonly (readonly [input: string, name: OutputName])[];
  readonly output: OutputName;
}

/** So many kinds of calls of a function stay compiled; beyond, the one that was made first is made again. */
const KEPT = 8;

/**
 * A function of tensors, whose ops TensorFlow compiles into few loops over the elements (XLA) instead of passing over
 * memory for each: `tf.function` with `jit_compile`. It has one output, owned by the caller; inputs are borrowed.
 *
 * Compiling takes up to a second, at the first call with inputs of some shapes. On a GPU, and where the work is not the
 * same at each call (see {@link Trace}), the ops run one by one. TensorFlow without a compiler runs them as a graph.
 *
 * @param name of what it computes, for those who measure it
 * @param work of ops; `options` are plain data and part of what is compiled
 */
export function compiled<Name extends string, Options>(
  name: string,
  work: (inputs: Inputs<Name>, options: Options) => Tensor,
): (inputs: Inputs<Name>, options: Options) => Tensor {
  const made = new Map<string, Compiled | null>();
  return (inputs, options) => {
    if (engineInfo().device === 'gpu') return work(inputs, options);
    const named = Object.entries<Tensor>(inputs);
    const key = JSON.stringify([named.map(([name, { shape, dtype }]) => [name, shape, dtype]), options]);
    let known = made.get(key);
    if (known === undefined) {
      known = compile(name, inputs, (tensors) => work(tensors, options));
      made.set(key, known);
      forgetOldest(made);
    }
    if (known === null) return work(inputs, options);
    const { graph, names, output } = known;
    const feeds = new Map(names.map(([input, name]) => [name, inputs[input as Name]]));
    return graph.computeAll(feeds, [output])[0] as Tensor;
  };
}

function compile<Name extends string>(
  title: string,
  inputs: Inputs<Name>,
  work: (inputs: Inputs<Name>) => Tensor,
): Compiled | null {
  using trace = new Trace({ compile: true });
  return scoped(() => {
    const names = Object.entries<Tensor>(inputs).map(
      ([input, tensor]) => [input, trace.input(tensor)] as const,
    );
    const output = trace.nameOf(work(inputs));
    const needed = new Set(trace.takeNeeds());
    const graph = trace.graph(title);
    return graph === null ? null : { graph, names: names.filter(([, name]) => needed.has(name)), output };
  });
}

function forgetOldest(made: Map<string, Compiled | null>): void {
  const [oldest] = made.keys();
  if (made.size <= KEPT || oldest === undefined) return;
  made.get(oldest)?.graph[Symbol.dispose]();
  made.delete(oldest);
}
