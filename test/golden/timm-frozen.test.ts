import { expect, test } from 'vitest';
import type { ClassTargets, StateDict } from '../../src/core/index.ts';
import { tf, type Tensor4D } from '../../src/engine/index.ts';
import {
  adam,
  crossEntropy,
  decays,
  fineTunePhases,
  frozenParameters,
  lossAndGradient,
  parametersOf,
} from '../../src/nn/index.ts';
import { casesOf } from './timm-cases.ts';
import { tinyImages, tinyModel, type TinyInputs } from './tiny-network.ts';

interface Inputs extends TinyInputs {
  readonly groups: readonly (readonly string[])[];
  readonly targets: number[];
  readonly batches: readonly (readonly number[])[];
  readonly epochs: number;
  readonly freeze_epochs: number;
  readonly base_lr: number;
}

interface Phase {
  readonly requires_grad: readonly (readonly [string, boolean])[];
  readonly lr: number[][];
  readonly mom: number[];
  readonly loss: number[];
  readonly params_after: readonly (readonly [name: string, norm: number, change: number, first: number[]])[];
  readonly running_after: readonly (readonly [string, number[]])[];
  readonly eval_logits_after: number[][];
}

interface Expected {
  readonly phases: readonly [Phase, Phase];
  readonly float32_deviation: {
    readonly params: number[];
    readonly loss: number[][];
    readonly eval_logits: number[];
  };
}

/** The reference states the float32 error; its notes allow 10 to 30 times that. */
const ALLOWED = 30;
/** The written numbers have 9 significant digits. */
const ROUNDING = 1e-7;

const norm = (values: ArrayLike<number>): number => Math.hypot(...Array.from(values));
test.each(casesOf('frozen_step'))('%s', (_, { inputs, expected }) => {
  const given = inputs as unknown as Inputs;
  const { phases, float32_deviation: deviation } = expected as Expected;
  const start = tf.memory().numTensors;
  {
    using model = tinyModel(given);
    const { network } = model;
    const { parameters } = parametersOf(network);
    const names = parameters.map(({ name }) => name);
    expect(names).toEqual(given.groups.flat());
    const groupOf = (name: string): number => given.groups.findIndex((group) => group.includes(name));
    using optimizer = adam({ sqrMom: 0.99, eps: 1e-5, wd: 0.01 })(
      parameters.map(({ name, role }) => ({
        name,
        variable: model.variable(name),
        decays: decays(role),
        group: groupOf(name),
      })),
    );
    const batch = (j: number): readonly [Tensor4D, ClassTargets] => {
      const positions = [...given.batches[j]!];
      const images = tf.gather(tinyImages(given), positions);
      return [
        images,
        { _tag: 'ClassTargets', classes: Int32Array.from(positions, (i) => given.targets[i]!) },
      ];
    };

    const fits = fineTunePhases(given.epochs, {
      groups: given.groups.length,
      baseLr: given.base_lr,
      freezeEpochs: given.freeze_epochs,
    });
    fits.forEach(({ epochs, trainableGroups, schedule }, p) => {
      const reference = phases[p]!;
      const frozen = frozenParameters(network, groupOf, trainableGroups);
      expect(names.map((name) => [name, !frozen.has(name)])).toEqual(reference.requires_grad);
      optimizer.reset();
      const before = model.weights();
      const steps = epochs * given.batches.length;
      expect(steps).toBe(reference.loss.length);
      for (let i = 0; i < steps; i++) {
        const { learningRates, momentum } = schedule(i / steps);
        expectClose(learningRates, reference.lr[i]!, 1e-6 * given.base_lr);
        expectClose([momentum ?? NaN], [reference.mom[i]!], 1e-6);
        const loss = tf.tidy(() => {
          const [images, targets] = batch(i % given.batches.length);
          const pass = model.forward(images, { frozen });
          pass.updateBuffers();
          const { loss, gradient } = lossAndGradient(crossEntropy, pass.logits, targets);
          const gradients = pass.backward(gradient);
          expect(gradients.map((each) => each === null)).toEqual(names.map((name) => frozen.has(name)));
          optimizer.apply(gradients, { learningRates, momentum });
          return loss.dataSync()[0]!;
        });
        expectClose([loss], [reference.loss[i]!], ALLOWED * deviation.loss[p]![i]! + ROUNDING);
      }
      expectParameters(before, model.weights(), reference, ALLOWED * deviation.params[p]! + ROUNDING);
      tf.tidy(() => {
        const logits = model.infer(batch(0)[0]).arraySync();
        expectClose(logits.flat(), reference.eval_logits_after.flat(), ALLOWED * deviation.eval_logits[p]!);
      });
    });
  }
  expect(tf.memory().numTensors).toBe(start);
});

function expectParameters(
  before: StateDict,
  after: StateDict,
  { params_after, running_after }: Phase,
  distance: number,
): void {
  for (const [name, l2, change, first] of params_after) {
    const [then, now] = [before.get(name)!.data, after.get(name)!.data];
    const size = Math.sqrt(now.length);
    expectClose([...now.slice(0, first.length)], first, distance);
    expectClose([norm(now)], [l2], distance * size);
    expectClose([norm(now.map((value, i) => value - then[i]!))], [change], distance * size);
    if (change === 0) expect([name, now]).toEqual([name, then]);
  }
  for (const [name, values] of running_after)
    expectClose([...after.get(name)!.data], values, 1e-5 * (1 + norm(values)));
}

/** Expects every number to be within a distance. */
function expectClose(actual: readonly number[], expected: readonly number[], distance: number): void {
  expect(actual).toHaveLength(expected.length);
  const worst = Math.max(...actual.map((value, i) => Math.abs(value - expected[i]!)));
  expect(worst).toBeLessThanOrEqual(distance);
}
