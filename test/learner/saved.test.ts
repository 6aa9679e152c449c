import { describe, expect, test } from 'vitest';
import { imagenetStats } from '../../src/batches/index.ts';
import type { SavedFile, SavedModel } from '../../src/core/index.ts';
import { descriptionOf, saved } from '../../src/learner/index.ts';
import { expectNoLeaks } from '../support/made-batches.ts';
import { marbles } from '../support/marbles.ts';
import { madeContext, madeData, madeLearner, meanColour } from './made-run.ts';
import { madeWorld } from './made-world.ts';

const file: SavedFile = { path: '/run/model.safetensors', bytes: 99 };
const learner = madeLearner({}, madeData({ size: [10, 12], normalization: imagenetStats }), meanColour);

describe('saved', () => {
  test.each([
    ['saves the model, then ends', '--(f|)', '--(c|)', '^-!'],
    ['never', '-', '-', '^'],
    ['empty', '--|', '--|', '^-!'],
    ['an error', '--#', '--#', '^-!'],
  ])('%s', (_, diagram, expected, subscriptions) => {
    using made = madeContext(learner);
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const save$ = cold(diagram, { f: file });
      const context = { ...made, world: madeWorld({ saveModel: () => save$ }) };
      expectObservable(saved.run(context)).toBe(expected, {
        c: { _tag: 'CheckpointSaved', ...file },
      });
      expectSubscriptions(save$.subscriptions).toBe(subscriptions);
    });
  });
});

test('saves the current weights with a description', () => {
  using context = madeContext(learner);
  const models: SavedModel[] = [];
  const phase = saved.run({
    ...context,
    world: madeWorld({
      saveModel: (model) => {
        models.push(model);
        throw new Error('the disk is full');
      },
    }),
  });
  const weights = new Map([
    ['1.weight', { shape: [3, 2], data: Float32Array.of(1, 2, 3, 4, 5, 6) }],
    ['1.bias', { shape: [2], data: Float32Array.of(7, 8) }],
  ]);
  context.state.model.load(weights);
  const errors: unknown[] = [];
  phase.subscribe({ error: (error: unknown) => errors.push(error) });
  expect(errors).toEqual([new Error('the disk is full')]);
  expect(models).toEqual([
    {
      description: {
        architecture: 'mean-colour',
        outputs: 2,
        vocab: ['dark', 'bright'],
        size: [10, 12],
        normalization: imagenetStats,
        task: { kind: 'single-label' },
        preparation: {
          item: [],
          batch: [
            { name: 'spatial', settings: expect.objectContaining({ size: [10, 12] }) as unknown },
            { name: 'lighting', settings: { maxLighting: 0.2, p: 0.75, batch: false } },
          ],
        },
      },
      weights,
    },
  ]);
});

test('without normalization, the description has no normalization', () => {
  using context = madeContext(madeLearner());
  expect(descriptionOf(context)).toMatchObject({ architecture: 'small', size: [8, 8], normalization: null });
});

test('leaks no tensor', () => {
  expectNoLeaks(() => {
    using context = madeContext();
    saved.run(context).subscribe();
  });
});
