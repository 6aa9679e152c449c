import { at, valueAt, type EngineContext } from '../../core/index.ts';
import { tf, Trace, type Graph, type OutputName, type Tensor, type Tensor2D } from '../../engine/index.ts';
import type { Layer } from '../layers/layer.ts';
import { trainingPass, type ForwardResult, type PassInputs, type PassOptions } from '../training-pass.ts';
import { TracedInputs, type InputFeeds } from './traced-inputs.ts';

/** The names of the inputs and outputs in the graph. */
interface GraphNames {
  readonly inputs: InputFeeds<PassInputs>;
  readonly logits: OutputName;
  readonly buffers: ReadonlyMap<string, OutputName>;
  readonly dLogits: OutputName;
  readonly gradients: ReadonlyMap<string, OutputName>;
  /** The feeds that each half needs. */
  readonly forward: readonly OutputName[];
  readonly backward: readonly OutputName[];
}

/**
 * The training pass of a layer for images of one shape, as a graph. TensorFlow runs independent ops in parallel, such as
 * the gradients of a kernel and of its input: on two cores a step takes a fifth less time than op by op. The tensors that
 * the backward half needs are kept until it ends. Its owner disposes it.
 */
export class TrainingGraph implements Disposable {
  private readonly graph: Graph;
  private readonly names: GraphNames;

  private constructor(graph: Graph, names: GraphNames) {
    this.graph = graph;
    this.names = names;
  }

  /**
   * Traces one pass op by op and discards its results; returns null if a graph would compute something else (see
   * {@link Trace}).
   *
   * @param from inputs of the same shapes as those of later passes
   */
  static trace(
    layer: Layer,
    from: PassInputs,
    { precision, ...options }: PassOptions & Pick<EngineContext, 'precision'>,
  ): TrainingGraph | null {
    return Trace.record((trace) => {
      const inputs = new TracedInputs(trace, from);
      const traced: PassInputs = {
        images: inputs.input('images', ({ images }) => images),
        value: (name) => inputs.input(`value ${name}`, ({ value }) => value(name)),
        seed: (name) => inputs.input(`seed ${name}`, ({ seed }) => seed(name)),
      };
      const pass = trace.inPrecision(precision, () => trainingPass(layer, traced, options));
      const forward = trace.takeNeeds();
      const logits = trace.nameOf(pass.logits);
      const zeros = tf.tensor2d(new Float32Array(pass.logits.size), pass.logits.shape);
      const dLogits = trace.input(zeros);
      const buffers = mapValues(pass.buffers, (tensor) => trace.nameOf(tensor));
      const gradients = mapValues(
        trace.inPrecision(precision, () => pass.backward(zeros)),
        (tensor) => trace.nameOfNew(tensor),
      );
      const backward = trace.takeNeeds();
      // A buffer updated in a pullback would be too late.
      const graph = buffers.size === pass.buffers.size ? trace.graph('training pass') : null;
      const names = { inputs: inputs.feeds(), logits, buffers, dLogits, gradients, forward, backward };
      return graph === null ? null : new TrainingGraph(graph, names);
    });
  }

  /** Runs the forward half, as {@link trainingPass} does. */
  forward(from: PassInputs): ForwardResult {
    const { inputs, logits, buffers, dLogits, gradients, forward, backward } = this.names;
    const own = backward.filter((name) => inputs.has(name));
    const intermediate = backward.filter((name) => !inputs.has(name) && name !== dLogits);
    const outputs = this.fetch(inputs.feeds(forward, from), [logits, ...buffers.values(), ...intermediate]);
    // A handle for each use: one output may be used several times.
    const take = (name: OutputName): Tensor => valueAt(outputs, name).clone();
    const result = { logits: take(logits) as Tensor2D, buffers: mapValues(buffers, take) };
    const kept = [
      ...intermediate.map((name) => [name, take(name)] as const),
      ...inputs.feeds(own, from).map(([name, tensor]) => [name, tensor.clone()] as const),
    ];
    tf.dispose([...outputs.values()]);
    return {
      ...result,
      backward: (gradient) => {
        const fetched = this.fetch([[dLogits, gradient] as const, ...kept], [...gradients.values()]);
        tf.dispose([gradient, ...kept.map(([, tensor]) => tensor)]);
        const result = mapValues(gradients, (name) => valueAt(fetched, name).clone());
        tf.dispose([...fetched.values()]);
        return result;
      },
    };
  }

  [Symbol.dispose](): void {
    this.graph[Symbol.dispose]();
  }

  private fetch(
    feeds: readonly (readonly [OutputName, Tensor])[],
    names: readonly OutputName[],
  ): ReadonlyMap<OutputName, Tensor> {
    const unique = [...new Set(names)];
    // TensorFlow rejects a run without outputs, as when all parameters are frozen.
    if (unique.length === 0) return new Map();
    const tensors = this.graph.computeAll(new Map(feeds), unique);
    return new Map(unique.map((name, i) => [name, at(tensors, i)]));
  }
}

const mapValues = <A, B>(map: ReadonlyMap<string, A>, change: (value: A) => B): ReadonlyMap<string, B> =>
  new Map([...map].map(([name, value]) => [name, change(value)]));
