import type { Tensor } from '@tensorflow/tfjs-core';
import { at } from '../../core/index.ts';
import { engineInfo } from '../engine-info.ts';
import { tf } from '../tf.ts';
import type { Graph } from './graph.ts';
import { RecentlyUsed } from './recently-used.ts';
import type { OutputName } from './recorded-op.ts';
import { Trace } from './trace.ts';

type Inputs<Name extends string> = Readonly<Record<Name, Tensor>>;

interface Compiled extends Disposable {
  readonly graph: Graph;
  readonly names: readonly (readonly [input: string, name: OutputName])[];
  readonly output: OutputName;
}

/** The number of compiled variants that a function keeps: the most recently used. */
const MAX_COMPILED = 8;

/**
 * Returns a function of tensors whose ops TensorFlow compiles into a few loops over the elements (XLA) instead of one
 * pass over memory per op: `tf.function` with `jit_compile`. Its output is owned by the caller; its inputs are borrowed.
 *
 * Compiles at the first call with each combination of shapes and options, which takes from a tenth of a second to a few
 * seconds. Runs the ops one by one on a GPU, and if a trace of them is not faithful (see {@link Trace}); runs them as a
 * graph if TensorFlow lacks XLA. Anything else that `work` captures is fixed at compilation. A trace cannot record the
 * function: do not call it in one.
 *
 * @param name names the kernel in measurements
 * @param work runs ops; `options` are plain data, compiled into the function
 */
export function compile<Name extends string, Options>(
  name: string,
  work: (inputs: Inputs<Name>, options: Options) => Tensor,
): (inputs: Inputs<Name>, options: Options) => Tensor {
  const variants = new RecentlyUsed<Compiled>(MAX_COMPILED);
  return (inputs, options) => {
    const runDirectly = (): Tensor => tf.tidy(() => work(inputs, options));
    if (engineInfo().device === 'gpu') return runDirectly();
    const entries = Object.entries<Tensor>(inputs);
    const key = JSON.stringify([entries.map(([input, { shape, dtype }]) => [input, shape, dtype]), options]);
    const variant = variants.get(key, () => traceWork(name, inputs, (tensors) => work(tensors, options)));
    if (variant === null) return runDirectly();
    const feeds = new Map(variant.names.map(([input, output]) => [output, inputs[input as Name]]));
    return at(variant.graph.computeAll(feeds, [variant.output]), 0);
  };
}

const traceWork = <Name extends string>(
  title: string,
  inputs: Inputs<Name>,
  work: (inputs: Inputs<Name>) => Tensor,
): Compiled | null =>
  Trace.record(
    (trace) => {
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
    },
    { compile: true },
  );
