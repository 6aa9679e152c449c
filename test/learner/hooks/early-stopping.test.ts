import { describe, expect, test } from 'vitest';
import { earlyStopping, fit, fitOneCycle } from '../../../src/learner/index.ts';
import { badOption, MillraceError } from '../../../src/core/index.ts';
import { tf } from '../../../src/engine/index.ts';
import { made } from '../../support/made-metrics.ts';
import { marbles } from '../../support/marbles.ts';
import {
  failureOf,
  kinds,
  madeContext,
  madeData,
  madeLearner,
  meanColour,
  only,
  runPhase,
} from '../made-run.ts';
import { madeWorld } from '../made-world.ts';
import { epochsOf, madeFit } from './made-fit.ts';

const values = {
  r: made.epochRow({ epoch: 0, validLoss: 1 }),
  s: made.epochRow({ epoch: 1, validLoss: 1 }),
  b: made.epochRow({ epoch: 1, validLoss: 0.5 }),
  t: made.epochRow({ epoch: 2, validLoss: 2 }),
  c: made.checkpointSaved(),
  f: made.fitEnded({ epochs: 2, reason: 'no better valid_loss for 1 epoch' }),
  g: made.fitEnded({ epochs: 3, reason: 'no better valid_loss for 1 epoch' }),
};

describe('earlyStopping', () => {
  test('ends the fit after an epoch without improvement', () => {
    using context = madeFit();
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -r-s-r-|', values);
      const sourceSubs = '   ^--!';
      const expected = '     -r-(sf|)';
      expectObservable(source.pipe(epochsOf(earlyStopping(), context))).toBe(expected, values);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test.each([
    ['never', '-', '-', '^'],
    ['empty', '--|', '--|', '^-!'],
    ['an error', '-r-#', '-r-#', '^--!'],
    ['improvement until the third epoch', '-r-c-b-t-r|', '-r-c-b-(tg|)', '^------!'],
  ])('%s', (_, diagram, expected, subscriptions) => {
    using context = madeFit();
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(diagram, values);
      expectObservable(source.pipe(epochsOf(earlyStopping(), context))).toBe(expected, values);
      expectSubscriptions(source.subscriptions).toBe(subscriptions);
    });
  });

  test('endless, unsubscribed early; the next fit starts anew', () => {
    using context = madeFit();
    marbles().run(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('    -r-c-r-s', values);
      const output = source.pipe(epochsOf(earlyStopping(), context));
      expectObservable(output, '^---!').toBe('   -r-c', values);
      expectObservable(output, '----^--!').toBe('-----r-', values);
      expectSubscriptions(source.subscriptions).toBe(['^---!', '----^--!']);
    });
  });

  test('a monitor without values is an error that lists the names', () => {
    using context = madeFit();
    marbles().run(({ cold, expectObservable }) => {
      const output = cold('-r-', values).pipe(epochsOf(earlyStopping({ monitor: 'f1' }), context));
      const names = 'one of train_loss, valid_loss, accuracy';
      expectObservable(output).toBe(
        '-#',
        values,
        new MillraceError(badOption('earlyStopping monitor', names, '"f1"')),
      );
    });
  });

  test('throws BadOption for options out of range', () => {
    expect(() => earlyStopping({ patience: 0 })).toThrow(
      'earlyStopping patience: expected a positive integer',
    );
    expect(() => earlyStopping({ minDelta: -1 })).toThrow('earlyStopping minDelta: expected a number from 0');
  });
});

describe('a fit with earlyStopping', () => {
  // At rate 0 nothing improves after the first epoch.
  const constant = (hook = earlyStopping({ patience: 2 })) =>
    fit({
      name: 'constant',
      epochs: 9,
      schedule: () => ({ learningRates: [0], momentum: 0.9 }),
      hooks: [hook],
    });
  const small = madeLearner({}, madeData(), meanColour);

  test('ends after three epochs, with the summary of the last, and the next phase follows', async () => {
    const before = tf.memory().numTensors;
    {
      using context = madeContext(small);
      const { metrics } = await runPhase(constant().run(context));
      expect(only(metrics, 'EpochRow').map(({ epoch }) => epoch)).toEqual([0, 1, 2]);
      expect(kinds(metrics).slice(-4)).toEqual([
        'CheckpointSaved',
        'EpochRow',
        'FitEnded',
        'PredictionSummary',
      ]);
      expect(only(metrics, 'FitEnded')).toEqual([
        { _tag: 'FitEnded', phase: 0, epochs: 3, reason: 'no better valid_loss for 2 epochs' },
      ]);
      const next = await runPhase(constant().run(context));
      expect(only(next.metrics, 'FitEnded')).toMatchObject([{ phase: 1, epochs: 3 }]);
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  test('saves the model of its last epoch', async () => {
    const world = madeWorld();
    using context = madeContext(small, { world });
    const hooks = [earlyStopping({ monitor: 'train_loss', minDelta: 9 })];
    const { metrics } = await runPhase(fitOneCycle(5, 0.1, { hooks }).run(context));
    expect(only(metrics, 'EpochRow')).toHaveLength(2);
    const summaries = only(metrics, 'PredictionSummary').map(({ scores }) => scores);
    expect(summaries).toEqual(
      only(metrics, 'EpochRow')
        .slice(-1)
        .map(({ scores }) => scores),
    );
    expect(world.saved).toHaveLength(2);
    expect(world.saved.at(-1)?.weights).toEqual(context.state.model.weights());
    expect(world.saved[0]?.weights).not.toEqual(context.state.model.weights());
  });

  test('errors after the first epoch if there is no such score', async () => {
    using context = madeContext(small);
    expect(await failureOf(constant(earlyStopping({ monitor: 'f1' })).run(context))).toMatchObject({
      _tag: 'BadOption',
      where: 'earlyStopping monitor',
      received: '"f1"',
    });
  });
});
