import { NEVER, of, take } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { tf } from '../../src/engine/index.ts';
import { fitOneCycle, run, tta, validate, withModel } from '../../src/learner/index.ts';
import { accuracy, errorRate, labelSmoothingCrossEntropy, multiLabel } from '../../src/nn/index.ts';
import { collect } from '../support/collect.ts';
import { expectNoLeaks } from '../support/made-batches.ts';
import { kinds, madeContext, madeData, madeLearner, only, runPhase } from './made-run.ts';
import { madeFiles, madeWorld, numberOf, type MadeWorld } from './made-world.ts';

/** A world that keeps the texts it saves. */
function keepingWorld(): { readonly world: MadeWorld; readonly texts: ReadonlyMap<string, string> } {
  const texts = new Map<string, string>();
  const world = madeWorld({
    saveText: (name, text) => {
      texts.set(name, text);
      return of({ path: name, bytes: text.length });
    },
  });
  return { world, texts };
}

const options = { name: 'made', config: {} };

describe('validate', () => {
  test('emits the phase, its progress, and a summary with the loss and the calibration', async () => {
    using context = madeContext(madeLearner(), { phase: 2 });
    const { metrics } = await runPhase(validate().run(context));
    expect(kinds(metrics)).toEqual(['PhaseStarted', 'EvaluationStep ×2', 'PredictionSummary']);
    expect(metrics[0]).toMatchObject({
      phase: 2,
      name: 'validate',
      kind: 'predict',
      epochs: 1,
      stepsPerEpoch: 2,
    });
    const [summary] = only(metrics, 'PredictionSummary');
    expect(summary).toMatchObject({ phase: 2, kind: 'valid', loss: expect.any(Number) as number });
    expect(summary?.calibration?.bins.reduce((sum, { count }) => sum + count, 0)).toBe(5);
    expect(context.phase).toBe(3);
  });

  test.each([
    ['one class per image', madeLearner({ metrics: [accuracy, errorRate] })],
    ['label smoothing', madeLearner({ loss: labelSmoothingCrossEntropy() })],
    ['several labels per image', madeLearner({ metrics: multiLabel().metrics, loss: multiLabel().loss }, madeData({ task: multiLabel() }))],
  ])('with %s, equals the validation of training to the last digit', async (_, learner) => {
    const first = keepingWorld();
    const trained = await collect(run(first.world, options, learner, fitOneCycle(2, 1e-2)));
    const [model] = first.world.saved.slice(-1);
    const second = keepingWorld();
    const evaluated = await collect(run(second.world, options, learner, withModel(of(model!)), validate()));
    const row = only(trained, 'EpochRow').at(-1)!;
    const [ofTraining] = only(trained, 'PredictionSummary');
    const [summary] = only(evaluated, 'PredictionSummary');
    expect(summary).toEqual(ofTraining);
    expect([summary?.loss, summary?.scores]).toEqual([row.validLoss, row.scores]);
    expect(second.texts.get('predictions.csv')).toBe(first.texts.get('predictions.csv'));
    expect(second.texts.get('predictions.csv')).toContain('/images/9.jpg');
  }); // prettier-ignore

  test('evaluates the weights after a fit, and changes none', async () => {
    const { world } = keepingWorld();
    const metrics = await collect(run(world, options, madeLearner(), fitOneCycle(1, 1e-2), validate()));
    const [ofFit, summary] = only(metrics, 'PredictionSummary');
    expect(summary).toEqual({ ...ofFit, phase: 1 });
    expect(world.saved).toHaveLength(1);
  });

  test('decodes only validation images, once', async () => {
    const { world } = keepingWorld();
    using context = madeContext(madeLearner(), { world });
    await runPhase(validate().run(context));
    expect(world.decoded.map(numberOf)).toEqual(madeFiles().valid.map(({ index }) => index));
  });

  test('a run saves no model unless something else does', async () => {
    const { world } = keepingWorld();
    const metrics = await collect(run(world, options, madeLearner(), validate()));
    expect(world.saved).toEqual([]);
    expect(kinds(metrics)).not.toContain('CheckpointSaved');
    await collect(run(world, options, madeLearner(), validate(), tta({ n: 1 })));
    expect(world.saved).toHaveLength(1);
  });

  test('too many unusable images are an error; the training images do not count', async () => {
    const world = madeWorld({ decode: (requests) => of(...requests.map(() => ({ _tag: 'Left', left: 'torn' }) as const)) }); // prettier-ignore
    using context = madeContext(madeLearner(), { world });
    await expect(collect(validate().run(context))).rejects.toThrow('expected at most 2 of 5 to be unusable');
  });

  test('without images there is no loss', async () => {
    using context = madeContext(madeLearner(), { files: madeFiles(4, 0) });
    const [summary] = only((await runPhase(validate().run(context))).metrics, 'PredictionSummary');
    expect(summary).toMatchObject({ loss: null, scores: {}, calibration: { error: null } });
  });
});

test('completed, failed and unsubscribed: no tensor leaks', async () => {
  const before = tf.memory().numTensors;
  for (const count of [Infinity, 1, 2]) {
    using context = madeContext();
    await collect(validate().run(context).pipe(take(count)));
  }
  expect(tf.memory().numTensors).toBe(before);
  expectNoLeaks(() => {
    using context = madeContext(madeLearner(), { world: madeWorld({ decode: () => NEVER }) });
    validate().run(context).subscribe().unsubscribe();
  });
  {
    const saveText = (): never => {
      throw new Error('the disk is full');
    };
    using context = madeContext(madeLearner(), { world: madeWorld({ saveText }) });
    await expect(collect(validate().run(context))).rejects.toThrow('the disk is full');
  }
  expect(tf.memory().numTensors).toBe(before);
});
