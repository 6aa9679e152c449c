import { describe, expect, test } from 'vitest';
import { defaultEngine, type Targets } from '../../src/core/index.ts';
import {
  adam,
  binaryCrossEntropy,
  focalLoss,
  labelSmoothingCrossEntropy,
  lamb,
  parametersOf,
  radam,
  ranger,
  rmsProp,
  sgd,
  weightedCrossEntropy,
  type Loss,
  type Network,
  type OptimizerFactory,
} from '../../src/nn/index.ts';
import { classTargets } from '../support/targets.ts';
import { basic, classes, expectSame, labels, mixed, networks, train } from './step-forms.ts';

const frozenAt = (network: Network) => (step: number) =>
  new Set(
    step < 3
      ? parametersOf(network)
          .parameters.map(({ name }) => name)
          .filter((_, i) => i % 3 === 0)
      : [],
  );

describe('a training step as one function equals one of two halves and updates after it', () => {
  test.each(networks.map((network) => [network.name, { network }] as const))('%s', (_, run) => {
    const halves = train('halves', run);
    expectSame(train('whole', run), halves);
    expectSame(train('pass', run), halves);
    expectSame(train('op by op', run), halves);
  });

  test.each<[string, OptimizerFactory]>([
    ['sgd', sgd()],
    ['sgd with momentum and weight decay', sgd({ mom: 0.9, wd: 0.1 })],
    ['adam without decoupled weight decay', adam({ wd: 0.1, decoupleWd: false })],
    ['radam, whose first steps differ', radam({ sqrMom: 0.9 })],
    ['lamb', lamb({ wd: 0.1 })],
    ['rmsProp', rmsProp({ mom: 0.5 })],
    ['ranger, which looks ahead', ranger({ k: 3 })],
  ])('%s', (_, optimizer) => {
    expectSame(train('whole', { optimizer }), train('halves', { optimizer }));
  });

  test.each<[string, Loss, readonly Targets[]]>([
    ['labelSmoothingCrossEntropy, also of mixed targets', labelSmoothingCrossEntropy(), [classes, mixed]],
    ['weightedCrossEntropy', weightedCrossEntropy([1, 0.5, 3]), [classes, classTargets(2, 2, 0, 1)]],
    ['focalLoss', focalLoss({ classWeights: [1, 2, 0.5] }), [classes, mixed]],
    ['binaryCrossEntropy', binaryCrossEntropy({ posWeight: [1, 2, 3] }), [labels]],
  ])('%s', (_, loss, targets) => {
    expectSame(train('whole', { loss, targets }), train('halves', { loss, targets }));
  });

  test('parameters that are frozen at first', () => {
    const run = { frozen: frozenAt(basic) };
    expectSame(train('whole', run), train('halves', run));
  });

  test.each(networks.map((network) => [network.name, network] as const))(
    '%s, with activations that are computed again',
    (_, network) => {
      const recomputing = { network, options: { engine: { ...defaultEngine, recomputes: true } } };
      const kept = train('whole', { network });
      expectSame(train('whole', recomputing), kept);
      expectSame(train('halves', recomputing), kept);
      expectSame(train('op by op', recomputing), kept);
    },
  );

  test.each(['bfloat16', 'float16'] as const)('%s', (precision) => {
    const run = { options: { engine: { ...defaultEngine, precision }, lossScale: 1 } };
    const halves = train('halves', run);
    expectSame(train('whole', run), halves);
    expect(halves.losses).not.toEqual(train('halves').losses);
  });
});
