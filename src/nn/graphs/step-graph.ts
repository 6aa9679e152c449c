import { at, type Precision } from '../../core/index.ts';
import {
  rawOp1,
  attr,
  tf,
  Trace,
  type Graph,
  type OutputName,
  type Tensor,
  type Tensor2D,
  type Variable,
} from '../../engine/index.ts';
import type { Layer } from '../layers/layer.ts';
import { lossGradient } from '../losses/loss-and-gradient.ts';
import type { TracedLoss } from '../losses/tensor-loss.ts';
import type { OptimizerStep } from '../optimizers/index.ts';
import { trainingPass, type PassOptions } from '../training-pass.ts';
import type { StepFunction, StepInputs, StepOutputs } from './step-function.ts';
import { TracedInputs, type InputFeeds } from './traced-inputs.ts';

/** What a training step consists of. */
export interface StepParts extends PassOptions {
  readonly precision: Precision;
  readonly layer: Layer;
  readonly loss: TracedLoss;
  /** The names of all parameters, in order. */
  readonly parameters: readonly string[];
  /** The step of the optimizer that updates the weights; null to return the gradients. */
  readonly update: OptimizerStep | null;
}

/** The names of the inputs and outputs in the graph. */
interface StepNames {
  readonly inputs: InputFeeds<StepInputs>;
  readonly needs: readonly OutputName[];
  readonly loss: OutputName;
  readonly gradients: readonly (OutputName | null)[] | null;
}

/**
 * A training step for batches of one shape as one function of TensorFlow: forward pass, loss, backward pass and update.
 * Weights and averages stay where they are, and each tensor is freed after its last use. Its owner disposes it.
 *
 * If the loss is not finite, neither weights nor running statistics change.
 */
export class StepGraph implements StepFunction {
  private readonly graph: Graph;
  private readonly names: StepNames;

  private constructor(graph: Graph, names: StepNames) {
    this.graph = graph;
    this.names = names;
  }

  /**
   * Traces one step op by op, which changes no variable; returns null if a graph would compute something else (see
   * {@link Trace}).
   *
   * @param from inputs of the same shapes as those of later steps
   */
  static trace(parts: StepParts, from: StepInputs): StepGraph | null {
    const { layer, loss, parameters, update, frozen, precision } = parts;
    return Trace.record((trace) => {
      const inputs = new TracedInputs(trace, from);
      const many = (key: string, list: (from: StepInputs) => readonly Tensor[]): readonly Tensor[] =>
        list(from).map((_, i) => inputs.input(`${key} ${i}`, (now) => at(list(now), i)));
      const variable = (name: string): Variable =>
        inputs.variable(`variable ${name}`, (now) => now.variable(name));
      const reads = new Map<string, Tensor>();
      const inPrecision = <T>(work: () => T): T => trace.inPrecision(precision, work);
      const pass = inPrecision(() =>
        trainingPass(
          layer,
          {
            images: inputs.input('images', (now) => now.images),
            value: (name) => {
              // Kept, because a scope of the layer would free it.
              const value = reads.get(name) ?? tf.keep(variable(name).read());
              reads.set(name, value);
              return value;
            },
            seed: (name) => inputs.input(`seed ${name}`, (now) => now.seed(name)),
          },
          parts,
        ),
      );
      const targets = many('target', (now) => now.targets);
      const { loss: value, gradient } = lossGradient((z) => loss.mean(z, targets), pass.logits);
      const [scale] = many('loss scale', (now) => now.lossScale);
      const scaled = scale === undefined ? gradient : tf.mul<Tensor2D>(gradient, scale);
      const gradients = inPrecision(() => pass.backward(scaled));
      const ordered = parameters.map((name) => gradients.get(name) ?? null);
      const isComplete = parameters.every((name, i) => frozen.has(name) || ordered[i] !== null);
      const isFinite = rawOp1('IsFinite', [attr.type('T', 'float32')], [value]);
      trace.onlyIf(isFinite, () => {
        for (const [name, next] of pass.buffers) variable(name).assign(next);
        if (update === null || !isComplete) return;
        for (const name of parameters) if (!frozen.has(name)) variable(name);
        from.averages.forEach((_, i) => inputs.variable(`average ${i}`, (now) => at(now.averages, i)));
        update.update(
          ordered,
          many('number', (now) => now.numbers),
        );
      });
      tf.dispose([...reads.values()]);
      const names = {
        inputs: inputs.feeds(),
        needs: trace.takeNeeds(),
        loss: trace.nameOf(value),
        gradients:
          update === null ? ordered.map((each) => (each === null ? null : trace.nameOf(each))) : null,
      };
      const graph = isComplete ? trace.graph(update === null ? 'training pass' : 'training step') : null;
      return graph === null ? null : new StepGraph(graph, names);
    });
  }

  /** Runs a step. */
  run(from: StepInputs): StepOutputs {
    const { inputs, needs, loss, gradients } = this.names;
    const trained = (gradients ?? []).filter((name) => name !== null);
    const feeds = new Map(inputs.feeds(needs, from));
    const [mean, ...computed] = this.graph.computeAll(feeds, [loss, ...trained]) as [Tensor, ...Tensor[]];
    return {
      loss: mean,
      gradients: gradients?.map((name) => (name === null ? null : (computed.shift() ?? null))) ?? null,
    };
  }

  [Symbol.dispose](): void {
    this.graph[Symbol.dispose]();
  }
}
