import * as E from 'fp-ts/lib/Either.js';
import { defer, identity, of, Subject, take, tap } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { augTransforms, randomErasing } from '../../src/batches/index.ts';
import type { Metric } from '../../src/core/index.ts';
import { tf } from '../../src/engine/index.ts';
import {
  fineTune,
  fitOneCycle,
  lrFind,
  run,
  type FitOneCycleOptions,
  type Hook,
  type Learner,
  type Phase,
} from '../../src/learner/index.ts';
import { frozenFeatures } from '../../src/learner/frozen-features.ts';
import { resize } from '../../src/items/index.ts';
import { bodyAndHead } from '../../src/nn/index.ts';
import { collect } from '../support/collect.ts';
import { decodeEach } from '../support/decode-each.ts';
import { transfer } from '../support/transfer-network.ts';
import { recordedWorld, type RecordedWorld } from './made-checkpoints.ts';
import { madeContext, madeData, madeLearner, only } from './made-run.ts';
import { madeWorld, numberOf, pixelsOf, type MadeWorld } from './made-world.ts';

const none = { doFlip: false, maxRotate: 0, maxWarp: 0, maxZoom: 1, maxLighting: 0 } as const;

/** Nine training images of 12×12 pixels, resized without augmentation: two batches of four. */
const fixed = { item: [], batch: augTransforms({ size: 8, ...none }) };

const made = (hooks: readonly Hook[] = [], data: Parameters<typeof madeData>[0] = {}): Learner =>
  madeLearner({ groups: bodyAndHead, hooks }, madeData({ ...fixed, ...data }), transfer);

const frozen = (epochs = 3, options: FitOneCycleOptions = {}): Phase =>
  fitOneCycle(epochs, 0.05, { freeze: true, frozenBatchNorm: 'fixed', ...options });

/** Keeps no features, as it may change batches. */
const uncached: Hook = { name: 'uncached', batches: () => identity };

/** Runs a fit. Returns its metrics, the trained weights, and the numbers of the decoded training images. */
async function fitted(each: Learner, phase = frozen(), world: MadeWorld = madeWorld()) {
  using context = madeContext(each, { world });
  const metrics = await collect(phase.run(context));
  const weights = [...context.state.model.weights().values()].flatMap(({ data }) => [...data]);
  const decoded = world.decoded.map(numberOf).filter((number) => number < 9);
  return { metrics, weights, decoded, losses: only(metrics, 'Step').map(({ loss }) => loss) };
}

const textsOf = (metrics: readonly Metric[]): readonly string[] =>
  only(metrics, 'Notice').map(({ text }) => text);
const computed = (count = 9): string =>
  `computed the features of ${count} images once, with the frozen layers: 0s, ${1000 * count} images/s`;
const withoutNotices = (metrics: readonly Metric[]): unknown[] =>
  metrics.flatMap((metric) =>
    metric._tag === 'Notice' ? [] : ['memory' in metric ? { ...metric, memory: null } : metric],
  );

/** A world in which one image cannot be used, and another one is damaged. */
const damagedWorld = (): MadeWorld => {
  const world = madeWorld();
  return {
    ...world,
    decode: decodeEach((path) =>
      defer(() => {
        world.decoded.push(path);
        const number = numberOf(path);
        if (number === 2) return of(E.left('not an image'));
        const pixels = pixelsOf(number);
        const source = { height: pixels.height, width: pixels.width };
        return of(E.right({ pixels, source, ...(number === 3 ? { damage: 'cut off' } : {}) }));
      }),
    ),
  };
};

const expectSame = (actual: readonly number[], expected: readonly number[]): void => {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, i) => expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-5));
};

describe('a fit of a head', () => {
  test('decodes each training image once, and trains as without kept features', async () => {
    const kept = await fitted(made());
    expect(kept.decoded).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(textsOf(kept.metrics)).toEqual([computed()]);
    const plain = await fitted(made([uncached]));
    expect(plain.decoded).toHaveLength(24);
    expect(textsOf(plain.metrics)).toEqual([]);
    expect(kept.losses).toHaveLength(6);
    expectSame(kept.losses, plain.losses);
    expectSame(kept.weights, plain.weights);
    expect(withoutNotices((await fitted(made())).metrics)).toEqual(withoutNotices(kept.metrics));
  });

  test('balanced data: repeated images have the same features', async () => {
    const data = { balanced: true };
    const kept = await fitted(made([], data));
    expect(kept.decoded).toHaveLength(9);
    expectSame(kept.losses, (await fitted(made([uncached], data))).losses);
  });

  test('reports an unusable and a damaged image once, and trains on the others', async () => {
    const kept = await fitted(made(), frozen(), damagedWorld());
    const plain = await fitted(made([uncached]), frozen(), damagedWorld());
    expect(kept.decoded).toHaveLength(9);
    const faults = (metrics: readonly Metric[]) =>
      metrics.flatMap((metric) =>
        metric._tag === 'ItemSkipped' || metric._tag === 'ItemDamaged' ? [metric] : [],
      );
    expect(faults(kept.metrics)).toMatchObject([
      { _tag: 'ItemSkipped', split: 'train', path: '/images/2.jpg', reason: 'not an image' },
      { _tag: 'ItemDamaged', split: 'train', path: '/images/3.jpg', reason: 'cut off' },
    ]);
    // Once per epoch, unless the image is left out of it.
    expect(new Set(faults(plain.metrics).map(({ path }) => path)).size).toBe(2);
    expect(faults(plain.metrics)).toHaveLength(6);
    const counts = (metrics: readonly Metric[]) => only(metrics, 'Step').map(({ count }) => count);
    expect(counts(kept.metrics)).toEqual(counts(plain.metrics));
    expect(counts(kept.metrics)).toContain(3);
    expectSame(kept.losses, plain.losses);
  });

  test('a search for the rate keeps features too', async () => {
    const find = lrFind({ numIt: 6, freeze: true, frozenBatchNorm: 'fixed' });
    const kept = await fitted(made(), find);
    expect(kept.decoded).toHaveLength(9);
    const plain = await fitted(made([uncached]), find);
    const losses = (metrics: readonly Metric[]) => only(metrics, 'LrStep').map(({ loss }) => loss);
    expectSame(losses(kept.metrics), losses(plain.metrics));
  });

  test.each<readonly [string, Learner, Phase]>([
    ['batch transforms are random', made([], { batch: augTransforms({ size: 8 }) }), frozen()],
    ['one batch transform is random', made([], { batch: [...fixed.batch, randomErasing()] }), frozen()],
    ['item transforms are random', made([], { item: [resize(12)] }), frozen()],
    ['batch norm is trained', made(), frozen(3, { frozenBatchNorm: 'trained' })],
    ['everything is trained', made(), frozen(3, { freeze: false })],
    ['there is one epoch', made(), frozen(1)],
  ])('keeps nothing if %s', async (_, each, phase) => {
    const { metrics, decoded } = await fitted(each, phase);
    expect(textsOf(metrics)).toEqual([]);
    expect(decoded).toHaveLength(8 * phase.epochs);
  });

  test('the fit after it trains on images again', async () => {
    const tuned = fineTune(1, 0.05, { freezeEpochs: 2, frozenBatchNorm: 'fixed' });
    const { decoded, metrics } = await fitted(made(), tuned);
    expect(decoded).toHaveLength(9 + 8);
    expect(only(metrics, 'Step')).toHaveLength(6);
  });

  test('item transforms without random choices', async () => {
    const item = [resize(10, { position: 'centre' })];
    expect((await fitted(made([], { item }))).decoded).toHaveLength(9);
  });
});

describe('resumed', () => {
  const options = { name: 'made', config: {} };
  const phases = [frozen(), frozen(2)];
  const metricsOf = (world: RecordedWorld) =>
    collect(run(world, options, made(), ...phases).pipe(world.recording));

  test('a run that is resumed from any of its checkpoints equals the one that was not stopped', async () => {
    const change = { decode: damagedWorld().decode };
    const whole = recordedWorld({ change });
    const metrics = await metricsOf(whole);
    // After every third step, and at the start of the second fit.
    for (const checkpoint of whole.saves.filter((_, i) => i % 3 === 0)) {
      const world = recordedWorld({ from: { checkpoint, metrics }, change });
      expect(withoutNotices(await metricsOf(world))).toEqual(withoutNotices(metrics));
    }
    expect(whole.saves.length).toBeGreaterThan(9);
  });

  test('a run that is stopped while it computes, and resumed, equals the one that was not stopped', async () => {
    const metrics = await metricsOf(recordedWorld({ every: null }));
    const stop$ = new Subject<void>();
    const { decode } = madeWorld();
    let calls = 0;
    const stopping: typeof decode = (requests) =>
      // The features of the second fit are computed after two passes and five validations of the first.
      decode(requests).pipe(tap(() => { if (++calls === 9 + 15 + 6) queueMicrotask(() => stop$.next()); })); // prettier-ignore
    const first = recordedWorld({ every: { seconds: 300 }, change: { stop$, decode: stopping } });
    const stopped = await metricsOf(first);
    expect(only(stopped, 'PhaseStarted')).toHaveLength(2);
    expect(only(stopped, 'Step')).toHaveLength(6);
    const checkpoint = first.saves.at(-1)!;
    const resumed = await metricsOf(recordedWorld({ from: { checkpoint, metrics: stopped } }));
    expect(withoutNotices(resumed)).toEqual(withoutNotices(metrics));
  });
});

describe('frozenFeatures', () => {
  test('stops after a batch if the features need too much memory', async () => {
    using context = madeContext(made());
    const before = tf.memory().numTensors;
    const world = madeWorld();
    // 9 images of 4 × 4 × 6 numbers: 3456 bytes.
    const events = await collect(frozenFeatures({ ...context, world }, 1, { maxBytes: 3455 }));
    expect(events).toEqual([
      {
        _tag: 'Notice',
        text: 'the features of 9 images need 3 kB, more than 3 kB: they are computed in every epoch',
      },
      { _tag: 'FeaturesGathered', features: null },
    ]);
    expect(tf.memory().numTensors).toBe(before);
    const all = await collect(frozenFeatures(context, 1, { maxBytes: 3456 }));
    expect(all.at(-1)).toMatchObject({ features: { shape: [4, 4, 6] } });
  });

  test.each([
    ['completed', Infinity],
    ['unsubscribed while it computes', 2],
    ['unsubscribed in an epoch', 6],
  ])('a fit leaves no tensor behind: %s', async (_, count) => {
    using context = madeContext(made(), { world: damagedWorld() });
    const before = tf.memory().numTensors;
    await collect(frozen().run(context).pipe(take(count)));
    // The optimizer keeps two averages per parameter of the head, and the model its graphs.
    context.state.optimizer.reset();
    const first = tf.memory().numTensors - before;
    await collect(frozen().run(context).pipe(take(count)));
    context.state.optimizer.reset();
    expect(tf.memory().numTensors - before).toBe(first);
  });

  test('a decoder that fails ends the fit', async () => {
    const decode = () => defer(() => { throw new Error('lost'); }); // prettier-ignore
    using context = madeContext(made(), { world: madeWorld({ decode }) });
    const before = tf.memory().numTensors;
    await expect(collect(frozen().run(context))).rejects.toThrow('lost');
    expect(tf.memory().numTensors).toBe(before);
  });
});
