import { badOption, defaultEngine, MillraceError, type StateDict, type Rng } from '../core/index.ts';
import { tf, type Tensor, type Tensor2D, type Tensor4D, type Variable } from '../engine/index.ts';
import { checkWeights } from './check-weights.ts';
import { Graphs } from './graphs/graphs.ts';
import { InferenceGraph } from './graphs/inference-graph.ts';
import type { StepFunction } from './graphs/step-function.ts';
import { TrainingGraph } from './graphs/training-graph.ts';
import { Inference } from './inference.ts';
import { drawSeeds, initialVariable } from './initial-variable.ts';
import { compileNetwork, layerOf, type CompiledNetwork } from './layers/compile-network.ts';
import type { InferenceValues } from './layers/layer.ts';
import type { ForwardOptions, ForwardPass, InferenceOptions } from './model-options.ts';
import { parametersOf, type Network } from './network.ts';
import type { BufferSpec } from './specs/index.ts';
import { trainingPass, type PassInputs } from './training-pass.ts';

/**
 * A network with weights. It owns the variables that hold them, and frees them when disposed.
 *
 * {@link Model.weights} returns the weights as a state dict of plain arrays; {@link Model.load} replaces them.
 *
 * @category Architectures and models
 */
export class Model implements Disposable {
  readonly network: Network;
  /** The trainable variables by name, in the order of the network. */
  readonly parameters: ReadonlyMap<string, Variable>;
  /** The variables that training passes update, such as batch norm's running statistics, by name. */
  readonly buffers: ReadonlyMap<string, Variable>;
  /** @internal The network as functions of tensors. */
  readonly compiled: CompiledNetwork;
  private readonly names: readonly string[];
  private readonly rng: Rng;
  /** @internal Those of training steps: a model that only predicts does without their code. */
  readonly stepGraphs = new Graphs<StepFunction>();
  private readonly trainingGraphs = new Graphs<TrainingGraph>();
  private readonly inferenceGraphs = new Graphs<InferenceGraph>();

  /**
   * @param network the description of the network
   * @param rng seeds the initial weights; each depends only on the seed and its own name, not on the rest of the network
   * @param initial returns the variable of a parameter or buffer, which the model then owns; by default with random
   *   weights
   */
  constructor(
    network: Network,
    rng: Rng,
    initial: (spec: BufferSpec) => Variable = (spec) => initialVariable(spec, rng),
  ) {
    this.network = network;
    this.rng = rng;
    this.compiled = compileNetwork(network);
    const { parameters, buffers } = parametersOf(network);
    const create = (spec: BufferSpec) => [spec.name, initial(spec)] as const;
    this.parameters = new Map(parameters.map(create));
    this.buffers = new Map(buffers.map(create));
    this.names = [...this.parameters.keys(), ...this.buffers.keys()];
  }

  /** Returns a model of the same network with copies of the weights, owned by the caller. */
  copy(): Model {
    return new Model(this.network, this.rng, ({ name }) => this.variable(name).copy());
  }

  /**
   * Returns logits `[N, outputs]`, owned by the caller, in evaluation mode, for images `[N, H, W, 3]`, which are
   * borrowed.
   */
  infer(images: Tensor4D): Tensor2D {
    using inference = this.inference();
    return inference.infer(images);
  }

  /**
   * Returns the network in evaluation mode for several batches, owned by the caller. The weights must not change until
   * it is disposed.
   *
   * @param engine by default in float32, as graphs. Without graphs always in float32
   */
  inference(engine = defaultEngine, { anyBatchSize = false, stages }: InferenceOptions = {}): Inference {
    const layer = stages === undefined ? this.compiled.layer : layerOf(this.compiled, 0, stages);
    return new Inference(
      layer,
      // They outlive the scope of the first batch.
      () => this.values(stages, (tensor) => tf.keep(tensor)),
      (inputs, key) =>
        this.inferenceGraphs.get([key, stages], engine, () =>
          InferenceGraph.trace(layer, inputs, engine.precision),
        ),
      { anyBatchSize, isNarrow: engine.precision !== 'float32' },
    );
  }

  /**
   * Returns the output of each stage in evaluation mode, by name, all owned by the caller. The images `[N, H, W, 3]`
   * are borrowed.
   */
  activations(images: Tensor4D): readonly (readonly [stage: string, output: Tensor])[] {
    const outputs: (readonly [string, Tensor])[] = [];
    tf.tidy(() => {
      const values: InferenceValues = { ...this.values(), once: (_, make) => make() };
      this.compiled.stages.reduce<Tensor>((x, [name, layer]) => {
        const y = layer.infer(x.clone(), values);
        outputs.push([name, y]);
        return y;
      }, images);
      return outputs.map(([, output]) => output);
    });
    return outputs;
  }

  /**
   * Runs the forward half of a training pass on images `[N, H, W, 3]`, or on the output of the first stages,
   * borrowed.
   *
   * Call it inside `tf.tidy`, which frees the tensors of an abandoned pass.
   *
   * @param options by default no parameter is frozen, the precision is float32, batch norm uses the statistics of the
   *   batch, and dropout draws the same in every pass
   */
  forward(
    images: Tensor,
    {
      frozen = new Set(),
      engine = defaultEngine,
      statistics = 'batch',
      rng = this.rng.at('pass'),
      from = 0,
    }: ForwardOptions = {},
  ): ForwardPass {
    const values = this.values();
    const inputs: PassInputs = {
      images,
      value: values.value,
      seed: (name) => tf.tensor1d([...drawSeeds(rng.at(name))], 'int32'),
    };
    const layer = from === 0 ? this.compiled.layer : layerOf(this.compiled, from);
    const { precision, recomputes = false } = engine;
    const options = { frozen, statistics, precision, recomputes };
    const graph = this.trainingGraphs.get([images.shape, [...frozen].sort(), statistics, from], engine, () =>
      TrainingGraph.trace(layer, inputs, options),
    );
    const pass = graph?.forward(inputs) ?? trainingPass(layer, inputs, options);
    return {
      logits: pass.logits,
      updateBuffers: () => {
        for (const [name, value] of pass.buffers) {
          this.variable(name).assign(value);
          value.dispose();
        }
      },
      backward: (dLogits) => {
        const gradients = pass.backward(dLogits);
        values.release();
        return [...this.parameters.keys()].map((name) => gradients.get(name) ?? null);
      },
    };
  }

  /** Returns copies of all parameters, then of all buffers. */
  weights(): StateDict {
    return new Map(
      [...this.parameters, ...this.buffers].map(([name, variable]) => [
        name,
        { shape: variable.shape, data: variable.values() },
      ]),
    );
  }

  /**
   * Replaces all weights. Throws BadData, and changes nothing, if a name or a shape does not match the network's.
   */
  load(weights: StateDict): void {
    checkWeights(this.network, weights);
    tf.tidy(() => {
      for (const [name, { shape, data }] of weights)
        this.variable(name).assign(tf.tensor(data, [...shape], 'float32'));
    });
  }

  /** Frees the variables and graphs. */
  [Symbol.dispose](): void {
    for (const graphs of [this.stepGraphs, this.trainingGraphs]) graphs[Symbol.dispose]();
    this.inferenceGraphs[Symbol.dispose]();
    for (const variable of [...this.parameters.values(), ...this.buffers.values()])
      variable[Symbol.dispose]();
  }

  /** Returns the variable of a parameter or buffer; owned by the model. Throws BadOption for an unknown name. */
  variable(name: string): Variable {
    return this.parameters.get(name) ?? this.buffers.get(name) ?? this.unknown(name);
  }

  private unknown(name: string): never {
    throw new MillraceError(
      badOption('weights', `the name of a parameter or buffer of ${this.network.name}`, JSON.stringify(name)),
    );
  }

  /** Reads every variable of the first stages without copies; release them before the optimizer updates in place. */
  private values(
    stages?: number,
    hold = (tensor: Tensor) => tensor,
  ): {
    readonly value: (name: string) => Tensor;
    readonly release: () => void;
  } {
    const names = stages === undefined ? this.names : namesOf(this.network, stages);
    const read = new Map(names.map((name) => [name, hold(this.variable(name).read())]));
    return {
      value: (name) => read.get(name) ?? this.unknown(name),
      release: () => {
        for (const tensor of read.values()) tensor.dispose();
      },
    };
  }
}

/** Returns the names of the parameters and buffers of the first stages. */
function namesOf(network: Network, stages: number): readonly string[] {
  const { parameters, buffers } = parametersOf({ ...network, stages: network.stages.slice(0, stages) });
  return [...parameters, ...buffers].map(({ name }) => name);
}
