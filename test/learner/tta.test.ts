import { NEVER, of, take } from 'rxjs';
import { describe, expect, test } from 'vitest';
import type { BatchTransform } from '../../src/batches/index.ts';
import { createRng, type ImageFile, type TtaOptions } from '../../src/core/index.ts';
import { tf } from '../../src/engine/index.ts';
import { carryOut } from '../../src/core/pixels/index.ts';
import { resize } from '../../src/items/index.ts';
import { tta, ttaPredictions, validBatches, type RunContext } from '../../src/learner/index.ts';
import { accuracy, combinePredictions, errorRate, type Predictions } from '../../src/nn/index.ts';
import { predicted } from '../../src/steps/index.ts';
import { collect } from '../support/collect.ts';
import { decodeEach, rightOf } from '../support/decode-each.ts';
import { expectNoLeaks } from '../support/made-batches.ts';
import { kinds, madeContext, madeData, madeLearner, meanColour, only, runPhase } from './made-run.ts';
import { madeFiles, madeWorld, numberOf } from './made-world.ts';
import { summaryOf, targets } from './summary-of.ts';

const learner = madeLearner({ metrics: [accuracy, errorRate] });

/** The draws of an image depend on the name of its file alone. */
const byName = (file: ImageFile): ImageFile => ({ ...file, key: file.path.split('/').at(-1)! });

/** Runs one pass over the validation images. */
async function runPass(context: RunContext, pass: number, split: 'train' | 'valid'): Promise<Predictions> {
  const { world, data, files, state, phase } = context;
  const { model } = state;
  const rng = createRng(0).at('tta');
  const keyed = { ...files, valid: files.valid.map(byName) };
  const events = await collect(
    validBatches(keyed, { world, data, rng, epoch: pass, split, batchKey: 0 }).pipe(
      predicted({ now: world.now, model, phase, epoch: pass, steps: 2 }),
    ),
  );
  const result = events.at(-1);
  if (result?._tag !== 'PredictionResult') throw new Error('predictions come last');
  return result.predictions;
}

/** Combines single passes, as the phase should. */
async function byHand(context: RunContext, { n = 4, ...combine }: TtaOptions) {
  const augmented: Predictions[] = [];
  for (let pass = 0; pass < n; pass++) augmented.push(await runPass(context, pass, 'train'));
  const centre = await runPass(context, n, 'valid');
  return { centre, augmented, predictions: combinePredictions(augmented, centre, combine) };
}

describe('tta', () => {
  test('emits the phase, its progress, and summaries without and with augmentation', async () => {
    using context = madeContext(learner, { phase: 2 });
    const { metrics } = await runPhase(tta({ n: 2 }).run(context));
    expect(kinds(metrics)).toEqual(['PhaseStarted', 'EvaluationStep ×6', 'PredictionSummary ×2']);
    expect(metrics[0]).toEqual({
      _tag: 'PhaseStarted',
      phase: 2,
      name: 'tta(n=2, beta=0.25)',
      kind: 'predict',
      epochs: 3,
      stepsPerEpoch: 2,
      batchSize: 4,
      size: [8, 8],
    });
    const steps = only(metrics, 'EvaluationStep');
    expect(steps.map(({ epoch, step, steps: all, count }) => [epoch, step, all, count])).toEqual(
      [0, 1, 2].flatMap((pass) => [
        [pass, 0, 2, 4],
        [pass, 1, 2, 1],
      ]),
    );
    for (const metric of metrics) expect(metric).toMatchObject({ phase: 2 });
    expect(only(metrics, 'PredictionSummary').map(({ kind }) => kind)).toEqual(['valid', 'tta']);
    expect(context.phase).toBe(3);
  });

  test.each<[string, TtaOptions, string]>([
    ['by default', {}, 'tta(n=4, beta=0.25)'],
    ['with one pass', { n: 1, beta: 0.5 }, 'tta(n=1, beta=0.5)'],
    ['with useMax', { n: 2, useMax: true }, 'tta(n=2, max)'],
  ])('%s, equals single passes combined by hand', async (_, options, name) => {
    using context = madeContext(learner, { phase: 1 });
    const hand = await byHand(context, options);
    const events = await collect(ttaPredictions(context, options));
    expect(events.at(-1)).toEqual({
      _tag: 'TtaResult',
      predictions: hand.predictions,
      centre: hand.centre,
      targets,
      files: madeFiles().valid.map(byName),
    });
    const { metrics } = await runPhase(tta(options).run(context));
    expect(metrics[0]).toMatchObject({ name });
    expect(only(metrics, 'PredictionSummary')).toEqual(
      (['valid', 'tta'] as const).map((kind) => {
        const each = kind === 'valid' ? hand.centre : hand.predictions;
        return {
          _tag: 'PredictionSummary',
          phase: 1,
          kind,
          ...summaryOf(each),
        };
      }),
    );
  });

  test('the two summaries differ if augmentation changes the predictions', async () => {
    // The augmented passes see negatives, and have three quarters of the weight.
    const negative: BatchTransform = {
      name: 'negative',
      settings: {},
      apply: (images, { split }) => (split === 'train' ? tf.sub(1, images) : images.clone()),
    };
    using context = madeContext(madeLearner({}, madeData({ batch: [negative] }), meanColour));
    context.state.model.load(
      new Map([
        ['1.weight', { shape: [3, 2], data: Float32Array.of(-4, 4, -4, 4, -4, 4) }],
        ['1.bias', { shape: [2], data: Float32Array.of(6, -6) }],
      ]),
    );
    const { metrics } = await runPhase(tta({ n: 2 }).run(context));
    expect(
      only(metrics, 'PredictionSummary').map(({ kind, scores, confusion }) => [kind, scores, confusion]),
    ).toEqual([
      ['valid', { accuracy: 1 }, [[2, 0], [0, 3]]],
      ['tta', { accuracy: 0 }, [[0, 2], [3, 0]]],
    ]); // prettier-ignore
  });

  test('augmented passes see random crops of a wide image, the centre its central crop', async () => {
    // Brightness rises by 5 per column, so the mean colour gives the position of a 12×12 crop.
    const [height, width] = [12, 36];
    const wide = Uint8Array.from({ length: height * width * 3 }, (_, i) => 5 * (Math.floor(i / 3) % width));
    const world = madeWorld({
      decode: decodeEach((_, plan) =>
        of(rightOf(carryOut({ height, width, data: wide }, plan({ height, width })))),
      ),
    });
    const data = madeData({ item: [resize(12)], batch: [], size: 12 });
    using context = madeContext(madeLearner({}, data, meanColour), { world });
    context.state.model.load(
      new Map([
        ['1.weight', { shape: [3, 2], data: Float32Array.of(1, 0, 1, 0, 1, 0) }],
        ['1.bias', { shape: [2], data: Float32Array.of(0, 0) }],
      ]),
    );
    const n = 4;
    const { augmented, centre, predictions } = await byHand(context, { n });
    const first = ({ data: values }: Predictions): number[] => [...values].filter((_, i) => i % 2 === 0);
    const columns = (pass: Predictions): number[] =>
      first(pass).map((p) => (255 * Math.log(p / (1 - p))) / 3 / 5 - 5.5);
    for (const column of columns(centre)) expect(column).toBeCloseTo(12, 2);
    const lefts = augmented.flatMap(columns);
    for (const column of lefts) {
      expect(column).toBeCloseTo(Math.round(column), 2);
      expect(Math.round(column)).toBeGreaterThanOrEqual(0);
      expect(Math.round(column)).toBeLessThanOrEqual(width - 12);
    }
    expect(new Set(lefts.map(Math.round)).size).toBeGreaterThan(5);
    const events = await collect(ttaPredictions(context, { n }));
    expect(events.at(-1)).toMatchObject({ _tag: 'TtaResult', predictions });
    first(predictions).forEach((p, i) => {
      const mean = augmented.reduce((sum, pass) => sum + (first(pass)[i] ?? NaN), 0) / n;
      expect(p).toBeCloseTo(0.25 * (first(centre)[i] ?? NaN) + 0.75 * mean, 5);
    });
  });

  test('all passes differ, and probabilities sum to 1', async () => {
    using context = madeContext(learner);
    const { augmented, centre, predictions } = await byHand(context, { n: 3 });
    const passes = [...augmented, centre].map(({ data }) => data.join());
    expect(new Set(passes).size).toBe(4);
    for (let i = 0; i < madeFiles().valid.length; i++)
      expect(predictions.data[2 * i]! + predictions.data[2 * i + 1]!).toBeCloseTo(1, 5);
  });

  test('decodes only validation images, n + 1 times, and trains nothing', async () => {
    const world = madeWorld();
    using context = madeContext(learner, { world });
    const before = context.state.model.weights();
    await runPhase(tta({ n: 2 }).run(context));
    const valid = madeFiles().valid.map(({ index }) => index);
    expect(world.decoded.map(numberOf)).toEqual([...valid, ...valid, ...valid]);
    expect(context.state.model.weights()).toEqual(before);
  });

  test.each([0, -1, 1.5, NaN, Infinity])('rejects n = %s before anything runs', (n) => {
    const bad = expect.objectContaining({
      detail: expect.objectContaining({
        _tag: 'BadOption',
        where: 'tta n',
        received: String(n),
      }) as unknown,
    }) as Error;
    expect(() => tta({ n })).toThrow(bad);
    using context = madeContext(learner);
    expect(() => ttaPredictions(context, { n })).toThrow(bad);
  });

  test('without images there are no scores, as in validation', async () => {
    using context = madeContext(learner, { files: madeFiles(4, 0) });
    const summaries = only((await runPhase(tta({ n: 1 }).run(context))).metrics, 'PredictionSummary');
    expect(summaries.map(({ kind, scores }) => [kind, scores])).toEqual([
      ['valid', {}],
      ['tta', {}],
    ]);
  });

  test('an error of a pass errors the stream', async () => {
    const fails = madeWorld({ decode: () => { throw new Error('no decoder'); } }); // prettier-ignore
    using context = madeContext(learner, { world: fails });
    await expect(collect(tta().run(context))).rejects.toThrow('no decoder');
  });
});

test('completed, failed and unsubscribed: no tensor leaks', async () => {
  const before = tf.memory().numTensors;
  for (const count of [Infinity, 1, 2, 4]) {
    using context = madeContext(learner);
    await collect(tta({ n: 1 }).run(context).pipe(take(count)));
  }
  expect(tf.memory().numTensors).toBe(before);
  expectNoLeaks(() => {
    using context = madeContext(learner, { world: madeWorld({ decode: () => NEVER }) });
    tta().run(context).subscribe().unsubscribe();
  });
  let decodes = 0;
  const world = madeWorld();
  const decode = decodeEach((image, plan) => {
    if (decodes++ === 6) throw new Error('no decoder');
    return world.decode([{ image, plan }]);
  });
  {
    using context = madeContext(madeLearner({}, madeData()), { world: { ...world, decode } });
    await expect(collect(tta({ n: 1 }).run(context))).rejects.toThrow('no decoder');
  }
  expect(tf.memory().numTensors).toBe(before);
});
