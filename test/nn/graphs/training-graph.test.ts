import { describe, expect, test } from 'vitest';
import { at, createRng, defaultEngine, type EngineContext } from '../../../src/core/index.ts';
import { KernelTimes, tf, type Tensor, type Tensor2D, type Tensor4D } from '../../../src/engine/index.ts';
import { Model, parametersOf, xresnet, type Network } from '../../../src/nn/index.ts';
import { TrainingGraph } from '../../../src/nn/graphs/training-graph.ts';
import { compileNetwork } from '../../../src/nn/layers/compile-network.ts';
import { trainingPass, type ForwardResult, type PassInputs } from '../../../src/nn/training-pass.ts';
import { expectClose, randomNormal } from '../../support/close.ts';

/** Every parameter is trained, in float32. */
const all = { frozen: new Set<string>(), precision: 'float32' } as const;
const narrow = { ...all, precision: 'bfloat16' } as const;

const small = { outputs: 3, blocks: [1, 1], widen: 0.5, stem: [4, 4, 64] as const };

const networks: readonly Network[] = [
  xresnet({ ...small, name: 'basic', expansion: 1 }),
  xresnet({ ...small, name: 'bottleneck', expansion: 4 }),
  xresnet({ ...small, name: 'se-resnet', expansion: 4, variant: 'se-resnet' }),
  xresnet({ ...small, name: 'resnext', expansion: 4, variant: 'resnext' }),
  xresnet({ ...small, name: 'se-resnext', expansion: 4, variant: 'se-resnext' }),
  xresnet({ ...small, name: 'dropout', expansion: 1, head: { dropout: 0.5 } }),
];

const layerOf = (network: Network) => compileNetwork(network).layer;

/** Returns inputs that all depend on the seed. */
function inputsOf(network: Network, seed: number): PassInputs {
  const { parameters, buffers } = parametersOf(network);
  const values = new Map(
    [...parameters, ...buffers].map(({ name, shape }, i) => [
      name,
      // Positive, as variances are.
      tf.abs(randomNormal(shape, [seed, i])),
    ]),
  );
  return {
    images: randomNormal([4, 24, 20, 3], [seed, 99]),
    value: (name) => values.get(name)!,
    seed: () => tf.tensor1d([seed, 5], 'int32'),
  };
}

/** Returns all outputs of a pass by name. */
function outputsOf(pass: ForwardResult): ReadonlyMap<string, Tensor> {
  const { logits } = pass;
  const gradients = pass.backward(randomNormal(logits.shape, [5, 6]) as Tensor2D);
  return new Map([
    ['logits', logits],
    ...[...pass.buffers].map(([name, tensor]) => [`buffer ${name}`, tensor] as const),
    ...[...gradients].map(([name, tensor]) => [`gradient ${name}`, tensor] as const),
  ]);
}

function expectSame(actual: ReadonlyMap<string, Tensor>, expected: ReadonlyMap<string, Tensor>): void {
  expect([...actual.keys()]).toEqual([...expected.keys()]);
  for (const [name, tensor] of expected) {
    const scale = tf.max(tf.abs(tensor)).dataSync<'float32'>()[0]!;
    expectClose(actual.get(name)!, tensor, 1e-4 * scale);
  }
}

describe.each(networks)('$name', (network) => {
  test.each([
    ['nothing frozen', new Set<string>()],
    [
      'some parameters frozen',
      new Set(
        parametersOf(network)
          .parameters.map(({ name }) => name)
          .filter((_, i) => i % 3 === 0),
      ),
    ],
  ])('the graph equals the separate ops for inputs other than the traced ones (%s)', (_, frozen) => {
    tf.tidy(() => {
      const options = { ...all, frozen };
      using graph = TrainingGraph.trace(layerOf(network), inputsOf(network, 1), options)!;
      const inputs = inputsOf(network, 2);
      const outputs = outputsOf(graph.forward(inputs));
      expect(outputs.has('gradient 0.0.weight')).toBe(!frozen.has('0.0.weight'));
      expectSame(outputs, outputsOf(trainingPass(layerOf(network), inputs, options)));
    });
  });
});

describe('a graph', () => {
  const [basic, , , , , dropout] = networks as [Network, Network, Network, Network, Network, Network];

  test('draws another dropout mask for another seed', () => {
    tf.tidy(() => {
      const inputs = inputsOf(dropout, 1);
      using graph = TrainingGraph.trace(layerOf(dropout), inputs, all)!;
      const [a, b, c] = [1, 2, 1].map((seed) => {
        const { logits } = graph.forward({ ...inputs, seed: () => tf.tensor1d([seed, 5], 'int32') });
        return [...logits.dataSync()];
      });
      expect(a).toEqual(c);
      expect(a).not.toEqual(b);
    });
  });

  test('keeps the precision that it was traced with', () => {
    tf.tidy(() => {
      const inputs = inputsOf(basic, 1);
      using graph = TrainingGraph.trace(layerOf(basic), inputs, narrow)!;
      using exact = TrainingGraph.trace(layerOf(basic), inputs, all)!;
      const narrowed = outputsOf(graph.forward(inputs));
      const wide = outputsOf(exact.forward(inputs));
      const distance = (name: string): number => {
        const [a, b] = [narrowed.get(name)!, wide.get(name)!];
        return at(tf.div(tf.max(tf.abs(tf.sub(a, b))), tf.max(tf.abs(b))).dataSync<'float32'>(), 0);
      };
      expect(distance('logits')).toBeGreaterThan(1e-5);
      expect(distance('logits')).toBeLessThan(0.02);
      expect([...narrowed.keys()]).toEqual([...wide.keys()]);
    });
  });

  test('supports two interleaved passes', () => {
    tf.tidy(() => {
      const [first, second] = [inputsOf(basic, 1), inputsOf(basic, 2)];
      using graph = TrainingGraph.trace(layerOf(basic), first, all)!;
      const [a, b] = [graph.forward(first), graph.forward(second)];
      const [ofB, ofA] = [outputsOf(b), outputsOf(a)];
      expectSame(ofA, outputsOf(trainingPass(layerOf(basic), first, all)));
      expectSame(ofB, outputsOf(trainingPass(layerOf(basic), second, all)));
    });
  });

  test('the same inputs give bitwise equal results', () => {
    tf.tidy(() => {
      const inputs = inputsOf(basic, 1);
      using graph = TrainingGraph.trace(layerOf(basic), inputs, all)!;
      using other = TrainingGraph.trace(layerOf(basic), inputs, all)!;
      const [a, b, c] = [graph, graph, other].map((each) => outputsOf(each.forward(inputs)));
      for (const [name, tensor] of a!) {
        expectClose(b!.get(name)!, tensor, 0);
        expectClose(c!.get(name)!, tensor, 0);
      }
    });
  });

  test('leaks no tensor', () => {
    tf.tidy(() => {
      const inputs = inputsOf(basic, 1);
      const start = tf.memory().numTensors;
      using graph = TrainingGraph.trace(layerOf(basic), inputs, all)!;
      expect(tf.memory().numTensors).toBe(start);
      const outputs = outputsOf(graph.forward(inputs));
      expect(tf.memory().numTensors).toBe(start + outputs.size);
    });
  });
});

test('a model equals op by op when frozen parameters and weights change', () => {
  const network = networks[0]!;
  using model = new Model(network, createRng(1));
  using other = new Model(network, createRng(2));
  const images = randomNormal([4, 24, 20, 3], [1, 99]) as Tensor4D;
  const some = new Set(
    parametersOf(network)
      .parameters.slice(0, 4)
      .map(({ name }) => name),
  );
  const resultsOf = (
    frozen: ReadonlySet<string>,
    engine: EngineContext,
  ): readonly (Float32Array | null)[] => {
    const results: (Float32Array | null)[] = [];
    tf.tidy(() => {
      const { logits, backward } = model.forward(images, { frozen, engine });
      results.push(logits.dataSync<'float32'>());
      for (const gradient of backward(tf.onesLike(logits)))
        results.push(gradient === null ? null : gradient.dataSync<'float32'>());
    });
    return results;
  };
  const compare = (frozen: ReadonlySet<string>, engine = defaultEngine): void => {
    const [weights, graph] = [model.weights(), resultsOf(frozen, engine)];
    model.load(weights);
    using times = new KernelTimes(() => 0);
    const opByOp = resultsOf(frozen, { ...engine, opByOp: true });
    model.load(weights);
    expect(times.take().length).toBeGreaterThan(5);
    graph.forEach((values, i) => {
      const expected = at(opByOp, i);
      if (values === null || expected === null) expect(values).toBe(expected);
      else {
        const scale = Math.max(...expected.map(Math.abs));
        values.forEach((value, k) => {
          expect(Math.abs(value - expected[k]!)).toBeLessThanOrEqual(1e-4 * scale);
        });
      }
    });
  };
  compare(new Set());
  compare(some);
  model.load(other.weights());
  compare(new Set());
  images.dispose();
});
