import type { Tensor } from '@tensorflow/tfjs-core';
import { engineInfo } from '../engine-info.ts';
import { scoped } from '../scoped.ts';
import { tf } from '../tf.ts';
import type { Graph } from './graph.ts';
import { RecentlyUsed } from './recently-used.ts';
import { isTracing, Trace, type OutputName } from './trace.ts';

type Inputs<Name extends string> = Readonly<Record<Name, Tensor>>;

/** What a function was compiled to. */
interface Compiled extends Disposable {
  readonly graph: Graph;
  readonly names: readonly (readonly [input: string, name: OutputName])[];
  readonly output: OutputName;
}

/** So many kinds of calls of a function stay compiled, those that were used last. */
const KEPT = 8;

/**
 * A function of tensors, whose ops TensorFlow compiles into few loops over the elements (XLA) instead of passing over
 * memory for each: `tf.function` with `jit_compile`. It has one output, owned by the caller; inputs are borrowed.
 *
 * Compiling takes from a tenth of a second to some seconds, at the first call with inputs of some shapes. On a GPU, and where the work is not the
 * same at each call (see {@link Trace}), the ops run one by one. TensorFlow without a compiler runs them as a graph.
 * What `work` takes from elsewhere than its arguments is what it was when it was compiled.
 *
 * @param name of what it computes, for those who measure it
 * @param work of ops; `options` are plain data and part of what is compiled
 */
export function compiled<Name extends string, Options>(
  name: string,
  work: (inputs: Inputs<Name>, options: Options) => Tensor,
): (inputs: Inputs<Name>, options: Options) => Tensor {
  const made = new RecentlyUsed<Compiled>(KEPT);
  return (inputs, options) => {
    const asItIs = (): Tensor => tf.tidy(() => work(inputs, options));
    // In a trace its ops become part of the greater whole.
    if (engineInfo().device === 'gpu' || isTracing()) return asItIs();
    const named = Object.entries<Tensor>(inputs);
    const key = JSON.stringify([named.map(([input, { shape, dtype }]) => [input, shape, dtype]), options]);
    const found = made.get(key, () => compile(name, inputs, (tensors) => work(tensors, options)));
    if (found === null) return asItIs();
    const feeds = new Map(found.names.map(([input, output]) => [output, inputs[input as Name]]));
    return found.graph.computeAll(feeds, [found.output])[0] as Tensor;
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
    if (graph === null) return null;
    return {
      graph,
      names: names.filter(([, name]) => needed.has(name)),
      output,
      [Symbol.dispose]: () => {
        graph[Symbol.dispose]();
      },
    };
  });
}
