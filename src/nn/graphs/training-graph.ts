import {
  scoped,
  tf,
  Trace,
  type Graph,
  type OutputName,
  type Tensor,
  type Tensor2D,
} from '../../engine/index.ts';
import type { Layer } from '../layers/index.ts';
import { trainingPass, type PassedForward, type PassInputs } from '../training-pass.ts';
import { TracedInputs, type InputFeeds } from './traced-inputs.ts';

/** Where in the graph is what. */
interface Places {
  readonly inputs: InputFeeds<PassInputs>;
  readonly logits: OutputName;
  readonly statistics: ReadonlyMap<string, OutputName>;
  readonly dLogits: OutputName;
  readonly gradients: ReadonlyMap<string, OutputName>;
  /** What each way must be given. */
  readonly forward: readonly OutputName[];
  readonly backward: readonly OutputName[];
}

/**
 * The training pass of a layer for images of one shape, as a graph: TensorFlow computes what does not wait for each
 * other at the same time, as the gradients of a kernel and of its input. On two cores a step takes a fifth less than op
 * by op; what the way back needs is kept until its end. It has one owner, who disposes it.
 */
export class TrainingGraph implements Disposable {
  private readonly graph: Graph;
  private readonly places: Places;

  private constructor(graph: Graph, places: Places) {
    this.graph = graph;
    this.places = places;
  }

  /**
   * By a pass op by op, whose results are thrown away; null where a graph would not do the same, see {@link Trace}.
   *
   * @param from inputs like those of the passes to come: their shapes count, and which parameters are frozen
   */
  static of(layer: Layer, from: PassInputs, frozen: ReadonlySet<string>): TrainingGraph | null {
    using trace = new Trace();
    return scoped(() => {
      const inputs = new TracedInputs(trace, from);
      const traced: PassInputs = {
        images: inputs.input('images', ({ images }) => images) as PassInputs['images'],
        value: (name) => inputs.input(`value ${name}`, ({ value }) => value(name)),
        seed: (name) => inputs.input(`seed ${name}`, ({ seed }) => seed(name)),
      };
      const pass = trainingPass(layer, traced, frozen);
      const forward = trace.takeNeeds();
      const logits = trace.nameOf(pass.logits);
      const any = tf.tensor2d(new Float32Array(pass.logits.size), pass.logits.shape);
      const dLogits = trace.input(any);
      const statistics = mapped(pass.statistics, (tensor) => trace.nameOf(tensor));
      const gradients = mapped(pass.backward(any), (tensor) => trace.nameOfNew(tensor));
      const backward = trace.takeNeeds();
      // What a pullback says of statistics would come too late.
      const graph = statistics.size === pass.statistics.size ? trace.graph('training pass') : null;
      const places = { inputs: inputs.sealed(), logits, statistics, dLogits, gradients, forward, backward };
      return graph === null ? null : new TrainingGraph(graph, places);
    });
  }

  /** Like {@link trainingPass}. */
  forward(from: PassInputs): PassedForward {
    const { inputs, logits, statistics, dLogits, gradients, forward, backward } = this.places;
    const own = backward.filter((name) => inputs.has(name));
    const keeps = backward.filter((name) => !inputs.has(name) && name !== dLogits);
    const outputs = this.fetch(inputs.feeds(forward, from), [logits, ...statistics.values(), ...keeps]);
    // Another handle of each, as one output may be several things.
    const take = (name: OutputName): Tensor => (outputs.get(name) as Tensor).clone();
    const passed = { logits: take(logits) as Tensor2D, statistics: mapped(statistics, take) };
    const kept = [
      ...keeps.map((name) => [name, take(name)] as const),
      ...inputs.feeds(own, from).map(([name, tensor]) => [name, tensor.clone()] as const),
    ];
    tf.dispose([...outputs.values()]);
    return {
      ...passed,
      backward: (gradient) => {
        const found = this.fetch([[dLogits, gradient] as const, ...kept], [...gradients.values()]);
        tf.dispose([gradient, ...kept.map(([, tensor]) => tensor)]);
        const each = mapped(gradients, (output) => (found.get(output) as Tensor).clone());
        tf.dispose([...found.values()]);
        return each;
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
    const each = [...new Set(names)];
    // TensorFlow does not run for nothing: where all parameters are frozen.
    if (each.length === 0) return new Map();
    const tensors = this.graph.computeAll(new Map(feeds), each);
    return new Map(each.map((name, i) => [name, tensors[i] as Tensor]));
  }
}

const mapped = <A, B>(values: ReadonlyMap<string, A>, of: (value: A) => B): ReadonlyMap<string, B> =>
  new Map([...values].map(([name, value]) => [name, of(value)]));
