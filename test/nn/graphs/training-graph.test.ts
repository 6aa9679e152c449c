import { describe, expect, test } from 'vitest';
import { createRng } from '../../../src/core/index.ts';
import {
  KernelTimes,
  tf,
  withPrecision,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
} from '../../../src/engine/index.ts';
import { Model, xresnet, type Network } from '../../../src/nn/index.ts';
import { TrainingGraph } from '../../../src/nn/graphs/training-graph.ts';
import { trainingPass, type PassedForward, type PassInputs } from '../../../src/nn/training-pass.ts';
import { expectClose, randomNormal } from '../../support/close.ts';

const small = { outputs: 3, blocks: [1, 1], widen: 0.5, stem: [4, 4, 64] as const };

const networks: readonly Network[] = [
  xresnet({ ...small, name: 'basic', expansion: 1 }),
  xresnet({ ...small, name: 'bottleneck', expansion: 4 }),
  xresnet({ ...small, name: 'se-resnet', expansion: 4, variant: 'se-resnet' }),
  xresnet({ ...small, name: 'resnext', expansion: 4, variant: 'resnext' }),
  xresnet({ ...small, name: 'se-resnext', expansion: 4, variant: 'se-resnext' }),
  xresnet({ ...small, name: 'dropout', expansion: 1, dropout: 0.5 }),
];

/** Inputs that differ with the seed in all that a pass may depend on. */
function inputsOf({ layer }: Network, seed: number): PassInputs {
  const values = new Map(
    [...layer.parameters, ...layer.statistics].map(({ name, shape }, i) => [
      name,
      // Variances, too, are positive.
      tf.abs(randomNormal(shape, [seed, i])),
    ]),
  );
  return {
    images: randomNormal([4, 24, 20, 3], [seed, 99]) as Tensor4D,
    value: (name) => values.get(name)!,
    seed: () => tf.tensor1d([seed, 5], 'int32'),
  };
}

/** Everything that a pass puts out, by name. */
function outputsOf(pass: PassedForward): ReadonlyMap<string, Tensor> {
  const { logits } = pass;
  const gradients = pass.backward(randomNormal(logits.shape, [5, 6]) as Tensor2D);
  return new Map([
    ['logits', logits],
    ...[...pass.statistics].map(([name, tensor]) => [`statistic ${name}`, tensor] as const),
    ...[...gradients].map(([name, tensor]) => [`gradient ${name}`, tensor] as const),
  ]);
}

function expectSame(actual: ReadonlyMap<string, Tensor>, wanted: ReadonlyMap<string, Tensor>): void {
  expect([...actual.keys()]).toEqual([...wanted.keys()]);
  for (const [name, tensor] of wanted) {
    const scale = tf.max(tf.abs(tensor)).dataSync<'float32'>()[0] ?? NaN;
    expectClose(actual.get(name)!, tensor, 1e-4 * scale);
  }
}

describe.each(networks)('of $name', (network) => {
  test.each([
    ['all parameters', new Set<string>()],
    [
      'some are frozen',
      new Set(network.layer.parameters.map(({ name }) => name).filter((_, i) => i % 3 === 0)),
    ],
  ])('other inputs than the traced ones: every number is that of the ops in turn (%s)', (_, frozen) => {
    tf.tidy(() => {
      using graph = TrainingGraph.of(network.layer, inputsOf(network, 1), frozen)!;
      const inputs = inputsOf(network, 2);
      const outputs = outputsOf(graph.forward(inputs));
      expect(outputs.has('gradient 0.0.weight')).toBe(!frozen.has('0.0.weight'));
      expectSame(outputs, outputsOf(trainingPass(network.layer, inputs, frozen)));
    });
  });
});

describe('a graph', () => {
  const [basic, , , , , dropout] = networks as [Network, Network, Network, Network, Network, Network];

  test('of dropout drops others with other seeds', () => {
    tf.tidy(() => {
      const inputs = inputsOf(dropout, 1);
      using graph = TrainingGraph.of(dropout.layer, inputs, new Set())!;
      const [a, b, c] = [1, 2, 1].map((seed) => {
        const { logits } = graph.forward({ ...inputs, seed: () => tf.tensor1d([seed, 5], 'int32') });
        return [...logits.dataSync()];
      });
      expect(a).toEqual(c);
      expect(a).not.toEqual(b);
    });
  });

  test('computes with fewer bits where it was traced so', () => {
    tf.tidy(() => {
      const inputs = inputsOf(basic, 1);
      using graph = withPrecision('bfloat16', () => TrainingGraph.of(basic.layer, inputs, new Set()))!;
      using exact = TrainingGraph.of(basic.layer, inputs, new Set())!;
      const narrowed = outputsOf(graph.forward(inputs));
      withPrecision('bfloat16', () => {
        expectSame(narrowed, outputsOf(trainingPass(basic.layer, inputs, new Set())));
      });
      expect([...narrowed.get('logits')!.dataSync()]).not.toEqual([
        ...exact.forward(inputs).logits.dataSync(),
      ]);
    });
  });

  test('two passes at once do not disturb each other', () => {
    tf.tidy(() => {
      const [first, second] = [inputsOf(basic, 1), inputsOf(basic, 2)];
      using graph = TrainingGraph.of(basic.layer, first, new Set())!;
      const [a, b] = [graph.forward(first), graph.forward(second)];
      const [ofB, ofA] = [outputsOf(b), outputsOf(a)];
      expectSame(ofA, outputsOf(trainingPass(basic.layer, first, new Set())));
      expectSame(ofB, outputsOf(trainingPass(basic.layer, second, new Set())));
    });
  });

  test('the same inputs give the same numbers, to the last bit', () => {
    tf.tidy(() => {
      const inputs = inputsOf(basic, 1);
      using graph = TrainingGraph.of(basic.layer, inputs, new Set())!;
      using other = TrainingGraph.of(basic.layer, inputs, new Set())!;
      const [a, b, c] = [graph, graph, other].map((each) => outputsOf(each.forward(inputs)));
      for (const [name, tensor] of a!) {
        expectClose(b!.get(name)!, tensor, 0);
        expectClose(c!.get(name)!, tensor, 0);
      }
    });
  });

  test('leaves what it gives and nothing else', () => {
    tf.tidy(() => {
      const inputs = inputsOf(basic, 1);
      const begin = tf.memory().numTensors;
      using graph = TrainingGraph.of(basic.layer, inputs, new Set())!;
      expect(tf.memory().numTensors).toBe(begin);
      const outputs = outputsOf(graph.forward(inputs));
      expect(tf.memory().numTensors).toBe(begin + outputs.size);
    });
  });
});

test('one model through other frozen sets, precisions and weights: as op by op', () => {
  const network = networks[0]!;
  using model = new Model(network, createRng(1));
  using other = new Model(network, createRng(2));
  const images = randomNormal([4, 24, 20, 3], [1, 99]) as Tensor4D;
  const some = new Set(network.layer.parameters.slice(0, 4).map(({ name }) => name));
  const numbers = (frozen: ReadonlySet<string>): readonly (Float32Array | null)[] => {
    const all: (Float32Array | null)[] = [];
    tf.tidy(() => {
      const { logits, backward } = model.forward(images, frozen);
      all.push(logits.dataSync<'float32'>());
      for (const gradient of backward(tf.onesLike(logits)))
        all.push(gradient === null ? null : gradient.dataSync<'float32'>());
    });
    return all;
  };
  const compare = (frozen: ReadonlySet<string>): void => {
    const [statistics, graph] = [model.weights(), numbers(frozen)];
    model.load(statistics);
    using times = new KernelTimes(() => 0);
    const opByOp = numbers(frozen);
    model.load(statistics);
    expect(times.take().length).toBeGreaterThan(5);
    graph.forEach((values, i) => {
      const wanted = opByOp[i] ?? null;
      if (values === null || wanted === null) expect(values).toBe(wanted);
      else {
        const scale = Math.max(...wanted.map(Math.abs));
        values.forEach((value, k) => {
          expect(Math.abs(value - (wanted[k] ?? NaN))).toBeLessThanOrEqual(1e-4 * scale);
        });
      }
    });
  };
  compare(new Set());
  compare(some);
  withPrecision('bfloat16', () => {
    compare(some);
  });
  model.load(other.weights());
  compare(new Set());
  images.dispose();
});
