import { NEVER, of, throwError } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { createRng, type Metric, type StateDict, type Weights } from '../../src/core/index.ts';
import { fineTune, lrFind, run, withPretrained, type Phase } from '../../src/learner/index.ts';
import { bodyAndHead, Model, toTimm, type HeadOptions, type Network } from '../../src/nn/index.ts';
import { collect } from '../support/collect.ts';
import { expectNoLeaks } from '../support/made-batches.ts';
import { marbles } from '../support/marbles.ts';
import { recordedWorld, type RecordedWorld } from './made-checkpoints.ts';
import { changed, failureOf, madeContext, madeData, madeLearner, only, runPhase, tiny } from './made-run.ts';
import { madeWorld } from './made-world.ts';

const fastai: HeadOptions = { kind: 'fastai', hidden: 8 };

/** Returns weights at random: those of another seed than that of a learner. */
function randomWeights(network: Network): StateDict {
  using model = new Model(network, createRng(99));
  return model.weights();
}

const weightsOf = (arrays: StateDict, change: Partial<Weights> = {}): Weights => ({
  ...{ path: '/models/model.safetensors', arrays, description: null, config: null },
  ...change,
});

/** A network of ten classes, its weights, and those of the same body in other files. */
const source = tiny({ outputs: 10 });
const own = randomWeights(source);
const nested = randomWeights(tiny({ outputs: 10, head: fastai }));
const body = new Map([...own].filter(([name]) => !name.startsWith('11.')));
const sources: readonly (readonly [string, StateDict])[] = [
  ['a model of Millrace', own],
  [
    'a model of Millrace under a head of fastai',
    new Map([...nested].map(([name, array]) => [name, body.get(name.slice('0.'.length)) ?? array])),
  ],
  ['timm', toTimm(source, own)],
];
const heads: readonly (readonly [string, HeadOptions, prefix: string])[] = [
  ['a linear head', {}, ''],
  ['a head of fastai', fastai, '0.'],
];
const learnerOf = (head: HeadOptions = {}) => madeLearner({ groups: bodyAndHead, head }, madeData(), tiny);

describe('withPretrained', () => {
  test.each(
    sources.flatMap(([from, arrays]) => heads.map(([to, ...head]) => [from, to, arrays, ...head] as const)),
  )('loads the body of %s, and leaves %s as it is', async (_, __, arrays, head, prefix) => {
    using context = madeContext(learnerOf(head));
    const before = context.state.model.weights();
    await runPhase(withPretrained(of(weightsOf(arrays))).run(context));
    const after = context.state.model.weights();
    const loaded = new Map([...body].map(([name, array]) => [`${prefix}${name}`, array]));
    expect(loaded.size).toBe(before.size - (prefix === '' ? 2 : 10));
    expect(after).toEqual(new Map([...before, ...loaded]));
  });

  test('reports the file, and changes nothing else', async () => {
    using context = madeContext(learnerOf());
    const before = { ...context };
    const { metrics } = await runPhase(withPretrained(of(weightsOf(own))).run(context));
    expect(metrics).toEqual([
      {
        _tag: 'Notice',
        text: 'loaded pretrained weights of /models/model.safetensors; the head is new; images are not normalized',
      },
    ]);
    expect({ ...context }).toEqual(before);
  });

  test('evaluates the loaded weights, not an average of earlier ones', async () => {
    using context = madeContext(learnerOf());
    using average = context.state.model.copy();
    context.state.evaluated = average;
    await runPhase(withPretrained(of(weightsOf(own))).run(context));
    expect(context.state.evaluated).toBe(context.state.model);
  });

  test.each([
    ['ends when the weights are loaded', '--(w|)', '--(n|)', '^-!'],
    ['never', '-', '-', '^'],
    ['empty', '--|', '--|', '^-!'],
    ['an error', '--#', '--#', '^-!'],
  ])('%s', (_, diagram, expected, subscriptions) => {
    using context = madeContext(learnerOf());
    const text = 'loaded pretrained weights of /w; the head is new; images are not normalized';
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const weights$ = cold(diagram, { w: weightsOf(own, { path: '/w' }) });
      expectObservable(withPretrained(weights$).run(context)).toBe(expected, { n: { _tag: 'Notice', text } });
      expectSubscriptions(weights$.subscriptions).toBe(subscriptions);
    });
  });

  test.each<readonly [string, StateDict, string]>([
    ['another width', randomWeights(tiny({ outputs: 2, widen: 1 / 16 })), 'the body of tiny'],
    ['another width, by timm', timmOf(tiny({ outputs: 2, widen: 1 / 16 })), 'tiny, without its head'],
    ['more blocks', randomWeights(tiny({ outputs: 2, blocks: [1, 1, 1, 2] })), 'the body of tiny'],
    ['a missing array', new Map([...own].slice(1)), 'the body of tiny'],
    ['other names', new Map([['encoder', own.get('0.0.weight')!]]), 'the body of tiny'],
  ])('weights with %s are BadData and are not loaded', async (_, arrays, wanted) => {
    using context = madeContext(learnerOf());
    const before = context.state.model.weights();
    expect(await failureOf(withPretrained(of(weightsOf(arrays))).run(context))).toMatchObject({
      ...{ _tag: 'BadData', where: 'weights', expected: `the names and shapes of ${wanted}` },
    });
    expect(changed(before, context.state.model.weights())).toEqual([]);
  });

  test.each([
    ['completed', of(weightsOf(own))],
    ['failed', throwError(() => new Error('no weights'))],
    ['failed because of its network', of(weightsOf(new Map()))],
    ['unsubscribed', NEVER],
  ])('%s: no tensor leaks', (_, weights$) => {
    expectNoLeaks(() => {
      using context = madeContext(learnerOf());
      withPretrained(weights$)
        .run(context)
        .subscribe({ error: () => {} })
        .unsubscribe();
    });
  });
});

/** Returns random weights by timm's names. */
function timmOf(network: Network): StateDict {
  return toTimm(network, randomWeights(network));
}

const options = { name: 'made', config: {} };

describe('a run that starts from pretrained weights', () => {
  const phases = (weights: Phase): readonly Phase[] => [
    ...[weights, lrFind({ freeze: true, numIt: 6 })],
    fineTune(1, 0.01, { frozenBatchNorm: 'fixed' }),
  ];
  const metricsOf = (world: RecordedWorld, weights: Phase): Promise<readonly Metric[]> =>
    collect(run(world, options, learnerOf(), ...phases(weights)).pipe(world.recording));
  const loading = withPretrained(of(weightsOf(own)));
  const withoutTensors = (metrics: readonly Metric[]): readonly unknown[] =>
    metrics.map((metric) => ('memory' in metric ? { ...metric, memory: null } : metric));

  test('has the same metrics and weights for a file of Millrace, and one of timm', async () => {
    const runs = [];
    for (const [, arrays] of sources) {
      const world = madeWorld();
      const phase = withPretrained(of(weightsOf(arrays)));
      runs.push([await collect(run(world, options, learnerOf(), phase, fineTune(1))), world.saved] as const);
    }
    const [[metrics, saved]] = runs as [(typeof runs)[number], ...typeof runs];
    expect(saved).toHaveLength(2);
    for (const each of runs) expect(each).toEqual([metrics, saved]);
  });

  test('resumes without the weights, and equals the run that was not stopped', async () => {
    const whole = recordedWorld();
    const metrics = await metricsOf(whole, loading);
    expect(only(metrics, 'PhaseStarted')).toHaveLength(2);
    // In the middle of each fit.
    const [first, second] = [0, 1].map((phase) =>
      whole.saves.find(({ progress: { position } }) => (position as { phase: number }).phase === phase),
    );
    const missing = withPretrained(throwError(() => new Error('the weights are gone')));
    for (const checkpoint of [first!, second!]) {
      const world = recordedWorld({ from: { checkpoint, metrics } });
      expect(withoutTensors(await metricsOf(world, missing))).toEqual(withoutTensors(metrics));
      expect(world.saved.at(-1) ?? whole.saved.at(-1)).toEqual(whole.saved.at(-1));
    }
  });
});
