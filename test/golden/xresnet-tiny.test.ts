import { expect, test } from 'vitest';
import type { ClassTargets } from '../../src/core/index.ts';
import { tf } from '../../src/engine/index.ts';
import { adam, crossEntropy, decays, lossAndGradient, parametersOf } from '../../src/nn/index.ts';
import { goldenCases } from '../support/golden.ts';
import { tinyImages, tinyModel, type TinyInputs } from './tiny-network.ts';

type Norms = readonly (readonly [name: string, norm: number, first: number[]])[];

interface Inputs extends TinyInputs {
  readonly targets: number[];
  readonly adam: Record<'lr' | 'mom' | 'sqr_mom' | 'eps' | 'wd', number>;
}

interface Expected {
  readonly logits_eval: number[][];
  readonly stages_eval: readonly (readonly [string, number[], number, number])[];
  readonly logits_train: number[][];
  readonly loss: number;
  readonly grads: Norms;
  readonly running_after: readonly (readonly [string, number[]])[];
  readonly params_after: readonly (readonly [string, number, number, number[]])[];
  readonly logits_eval_after: number[][];
  readonly loss_per_step: number[];
  readonly float32_deviation: {
    readonly logits: number;
    readonly grad_relative: number;
    readonly logits_eval_after: number;
    readonly loss_per_step: number[];
  };
}

const norm = (values: ArrayLike<number>): number => Math.hypot(...Array.from(values));
/** The reference states the float32 error; its notes allow 10 to 30 times that. */
const ALLOWED = 30;

test.each(goldenCases('xresnet_tiny'))('%s', (_, { kind, inputs, expected }) => {
  expect(kind).toBe('tiny_xresnet');
  const given = inputs as unknown as Inputs;
  const reference = expected as Expected;
  const deviation = reference.float32_deviation;
  const tensorsBefore = tf.memory().numTensors;
  {
    using model = tinyModel(given);
    const { network } = model;
    const weights = model.weights();
    const images = tinyImages(given);
    const targets: ClassTargets = { _tag: 'ClassTargets', classes: Int32Array.from(given.targets) };

    const evaluated = (): number[][] => {
      const logits = model.infer(images);
      const values = logits.arraySync();
      logits.dispose();
      return values;
    };
    expectClose(evaluated(), reference.logits_eval, ALLOWED * deviation.logits);
    const activations = new Map(model.activations(images));
    for (const [name, shape, mean, l2] of reference.stages_eval) {
      const output = activations.get(name);
      const values = [...(output?.dataSync() ?? [])];
      if (name !== 'avgpool') expect(output?.shape).toEqual(shape);
      expect(norm(values) / l2).toBeCloseTo(1, 4);
      expect(values.reduce((sum, value) => sum + value, 0) / values.length).toBeCloseTo(mean, 4);
    }
    tf.dispose([...activations.values()]);

    const names = [...model.parameters.keys()];
    const optimizer = adam({
      mom: given.adam.mom,
      sqrMom: given.adam.sqr_mom,
      eps: given.adam.eps,
      wd: given.adam.wd,
    })(
      parametersOf(network).parameters.map(({ name, role }) => ({
        name,
        variable: model.parameters.get(name) as never,
        decays: decays(role),
        group: 0,
      })),
    );
    const step = (check: boolean): number =>
      tf.tidy(() => {
        const pass = model.forward(images);
        pass.updateBuffers();
        if (check) expectClose(pass.logits.arraySync(), reference.logits_train, ALLOWED * deviation.logits);
        const { loss, gradient } = lossAndGradient(crossEntropy, pass.logits, targets);
        const gradients = pass.backward(gradient);
        if (check)
          gradients.forEach((tensor, i) => {
            const [name, l2, first] = reference.grads[i] ?? ['', 0, []];
            expect(names[i]).toBe(name);
            const values = tensor?.dataSync() ?? new Float32Array();
            expectClose([...values.slice(0, first.length)], first, ALLOWED * deviation.grad_relative * l2);
            expectClose([norm(values)], [l2], ALLOWED * deviation.grad_relative * l2);
          });
        optimizer.apply(gradients, { learningRates: [given.adam.lr], momentum: given.adam.mom });
        return loss.dataSync()[0] ?? NaN;
      });

    const losses = [step(true)];
    const after = model.weights();
    for (const [name, values] of reference.running_after)
      expectClose([...(after.get(name)?.data ?? [])], values, 1e-5 * (1 + norm(values)));
    for (const [name, l2, change, first] of reference.params_after) {
      const now = after.get(name)?.data ?? new Float32Array();
      const before = weights.get(name)?.data ?? new Float32Array();
      expect(norm(now) / l2).toBeCloseTo(1, 4);
      expect(norm(now.map((value, i) => value - (before[i] ?? NaN))) / change).toBeCloseTo(1, 2);
      expectClose([...now.slice(0, first.length)], first, 0.02 * given.adam.lr + 1e-6);
    }
    expectClose(evaluated(), reference.logits_eval_after, ALLOWED * deviation.logits_eval_after);
    for (let i = 1; i < reference.loss_per_step.length; i++) losses.push(step(false));
    losses.forEach((loss, i) => {
      expectClose(
        [loss],
        [reference.loss_per_step[i] ?? NaN],
        ALLOWED * (deviation.loss_per_step[i] ?? 0) + 1e-6,
      );
    });
    optimizer[Symbol.dispose]();
    images.dispose();
  }
  expect(tf.memory().numTensors - tensorsBefore).toBeLessThanOrEqual(2);
});

/** Expects every number to be within a distance; flattens nested lists. */
function expectClose(actual: readonly unknown[], expected: readonly unknown[], distance: number): void {
  const [a, b] = [actual.flat(4) as number[], expected.flat(4) as number[]];
  expect(a).toHaveLength(b.length);
  const worst = Math.max(...a.map((value, i) => Math.abs(value - (b[i] ?? NaN))));
  expect(worst).toBeLessThanOrEqual(distance);
}
