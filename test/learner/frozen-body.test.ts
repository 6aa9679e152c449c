import { take } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { defaultEngine, type Metric, type StateDict } from '../../src/core/index.ts';
import { tf } from '../../src/engine/index.ts';
import { fineTune, fitOneCycle, lrFind, type Phase } from '../../src/learner/index.ts';
import {
  bodyAndHead,
  custom,
  snapshot,
  type ArchitectureOptions,
  type FreezeOptions,
  type Network,
} from '../../src/nn/index.ts';
import { madeContext, madeData, madeLearner, only, runPhase, tiny, changed } from './made-run.ts';
import { madeWorld } from './made-world.ts';

const fixed = { frozenBatchNorm: 'fixed' } as const;
const head = ['11.weight', '11.bias'];
const isBatchNorm = (name: string): boolean => /(^|\.)1\.(weight|bias|running_mean|running_var)$/.test(name);

/** The same network after a layer that changes nothing, and may be random: nothing is computed before the training pass. */
const wholePass = (options: ArchitectureOptions): Network => {
  const network = tiny(options);
  const spec = custom({ name: 'identity' }, (x) => tf.mul(x, 1));
  return { ...network, stages: [{ name: 'input', path: ['path'], spec, isHead: false }, ...network.stages] };
};

/** Returns the metrics of a phase, and the weights before and after it. */
async function trained(
  phase: Phase,
  { network = tiny, opByOp = false }: { readonly network?: typeof wholePass; readonly opByOp?: boolean } = {},
) {
  const world = madeWorld({ engine: { ...defaultEngine, opByOp } });
  using context = madeContext(madeLearner({ groups: bodyAndHead }, madeData(), network), { world });
  const before = context.state.model.weights();
  const { metrics } = await runPhase(phase.run(context));
  return { metrics, before, after: context.state.model.weights() };
}

const lossesOf = (metrics: readonly Metric[]): readonly number[] => [
  ...only(metrics, 'Step').map(({ loss }) => loss),
  ...only(metrics, 'EpochRow').map(({ validLoss }) => validLoss ?? NaN),
];

const greatest = (a: StateDict, b: StateDict): number =>
  Math.max(
    ...[...a].flatMap(([name, { data }]) => Array.from(data, (x, i) => Math.abs(x - b.get(name)!.data[i]!))),
  );

describe('fitOneCycle with freeze', () => {
  test.each<readonly [string, FreezeOptions, (name: string) => boolean]>([
    ['the head and batch norm, as in fastai', {}, (name) => head.includes(name) || isBatchNorm(name)],
    ['the head alone if batch norm is fixed', fixed, (name) => head.includes(name)],
  ])('changes %s', async (_, options, changes) => {
    const { before, after } = await trained(fitOneCycle(2, 0.01, { freeze: true, ...options }));
    expect(changed(before, after)).toEqual([...before.keys()].filter(changes));
    expect([...before.keys()].filter(isBatchNorm).length).toBeGreaterThan(30);
  });

  test('without it, trains everything, and batch norm of trained layers is not fixed', async () => {
    for (const phase of [fitOneCycle(1, 0.01), fitOneCycle(1, 0.01, fixed)]) {
      const { before, after } = await trained(phase);
      expect(changed(before, after)).toEqual([...before.keys()]);
    }
  });
});

describe('a body with fixed batch norm', () => {
  test.each([
    ['as graphs', false],
    ['op by op', true],
  ])('has the losses and weights of one training pass over all layers, %s', async (_, opByOp) => {
    const phase = fitOneCycle(2, 0.1, { freeze: true, ...fixed });
    const [prefixed, whole] = [
      await trained(phase, { opByOp }),
      await trained(phase, { opByOp, network: wholePass }),
    ];
    const [losses, expected] = [lossesOf(prefixed.metrics), lossesOf(whole.metrics)];
    expect(losses).toHaveLength(2 * (2 + 1));
    losses.forEach((loss, i) => expect(Math.abs(loss - expected[i]!)).toBeLessThanOrEqual(1e-5));
    expect(new Set(losses).size).toBe(losses.length);
    expect(whole.before).toEqual(prefixed.before);
    expect(greatest(prefixed.after, whole.after)).toBeLessThanOrEqual(1e-5);
    expect(changed(prefixed.before, prefixed.after)).toEqual(head);
  });

  test('is trained by the second fit of fineTune', async () => {
    const { before, after } = await trained(fineTune(1, 0.01, fixed));
    expect(changed(before, after)).toEqual([...before.keys()]);
  });

  test.each([
    ['completed', 100],
    ['unsubscribed after a step', 2],
  ])('leaves no tensor behind: %s', async (_, count) => {
    const before = tf.memory().numTensors;
    {
      using context = madeContext(madeLearner({ groups: bodyAndHead }, madeData(), tiny));
      await runPhase(
        fitOneCycle(1, 0.01, { freeze: true, ...fixed })
          .run(context)
          .pipe(take(count)),
      );
    }
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('lrFind with freeze', () => {
  const search = { freeze: true, startLr: 1e-3, endLr: 10, numIt: 8, stopDiv: false };

  test.each<readonly [string, FreezeOptions]>([
    ['trained', {}],
    ['fixed', fixed],
  ])('puts everything back if batch norm is %s', async (_, options) => {
    using context = madeContext(madeLearner({ groups: bodyAndHead }, madeData(), tiny));
    await runPhase(fitOneCycle(1, 0.01).run(context));
    const before = snapshot(context.state);
    const { metrics } = await runPhase(lrFind({ ...search, ...options }).run(context));
    expect(only(metrics, 'LrStep')).toHaveLength(8);
    const { arrays, ...after } = snapshot(context.state);
    const rest = new Map([...arrays].filter(([name]) => !name.startsWith('hook/lrFind/')));
    expect({ ...after, arrays: rest }).toEqual(before);
  });

  test('trains the head alone, with or without batch norm', async () => {
    const losses = async (options: FreezeOptions & { readonly freeze?: boolean }) => {
      const { metrics } = await trained(lrFind({ ...search, ...options }));
      return only(metrics, 'LrStep').map(({ loss }) => loss);
    };
    const [frozen, body, fixedBody] = [
      await losses({}),
      await losses({ freeze: false }),
      await losses({ ...fixed }),
    ];
    // All start from the same weights; batch norm by running statistics gives other logits.
    expect(frozen[0]).toBe(body[0]);
    expect(frozen.at(-1)).not.toBe(body.at(-1));
    expect(fixedBody[0]).not.toBe(frozen[0]);
  });
});
