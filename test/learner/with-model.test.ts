import { NEVER, of, throwError } from 'rxjs';
import { expect, test } from 'vitest';
import { createRng, type SavedModel } from '../../src/core/index.ts';
import { descriptionOf, withModel } from '../../src/learner/index.ts';
import { Model, xresnet } from '../../src/nn/index.ts';
import { expectNoLeaks } from '../support/made-batches.ts';
import { marbles } from '../support/marbles.ts';
import { changed, failureOf, madeContext, madeLearner, small, runPhase } from './made-run.ts';

/** Returns a saved model with weights of another seed. */
function savedModel(
  change: Partial<SavedModel['description']> = {},
  network = small({ outputs: 2 }),
): SavedModel {
  using context = madeContext();
  using model = new Model(network, createRng(99));
  return { description: { ...descriptionOf(context), ...change }, weights: model.weights() };
}

test.each([
  ['ends when the model is loaded', '--(m|)', '--|', '^-!'],
  ['never', '-', '-', '^'],
  ['empty', '--|', '--|', '^-!'],
  ['an error', '--#', '--#', '^-!'],
])('%s', (_, diagram, expected, subscriptions) => {
  using context = madeContext();
  const m = savedModel();
  marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
    const model$ = cold(diagram, { m });
    expectObservable(withModel(model$).run(context)).toBe(expected);
    expectSubscriptions(model$.subscriptions).toBe(subscriptions);
  });
});

test('loads the weights and changes nothing else', async () => {
  using context = madeContext();
  const model = savedModel();
  expect(changed(model.weights, context.state.model.weights())).not.toEqual([]);
  const before = { ...context };
  const { metrics } = await runPhase(withModel(of(model)).run(context));
  expect(changed(model.weights, context.state.model.weights())).toEqual([]);
  expect(metrics).toEqual([]);
  expect({ ...context }).toEqual(before);
});

test.each([
  ['other classes', ['cat', 'dog']],
  ['another order', ['bright', 'dark']],
  ['more classes', ['dark', 'bright', 'red']],
])('a model with %s is BadData and is not loaded', async (_, vocab) => {
  using context = madeContext();
  const before = context.state.model.weights();
  expect(await failureOf(withModel(of(savedModel({ vocab }))).run(context))).toMatchObject({
    _tag: 'BadData',
    where: 'the classes of the images',
    expected: `the classes of the model: ${vocab.join(', ')}`,
    received: 'dark, bright',
  });
  expect(changed(before, context.state.model.weights())).toEqual([]);
});

test.each([
  ['deeper', { blocks: [1, 1, 1], widen: 0.125, outputs: 2 }],
  ['wider', { blocks: [1, 1], widen: 0.25, outputs: 2 }],
  ['shallower', { blocks: [1], widen: 0.125, outputs: 2 }],
  ['more outputs', { blocks: [1, 1], widen: 0.125, outputs: 3 }],
])('another network is BadData and is not loaded: %s', async (_, options) => {
  using context = madeContext(madeLearner());
  const before = context.state.model.weights();
  const other = xresnet({ name: 'other', expansion: 1, stem: [4, 4, 64], ...options });
  expect(await failureOf(withModel(of(savedModel({}, other))).run(context))).toMatchObject({
    _tag: 'BadData',
    where: 'weights',
    expected: 'the names and shapes of small with 2 outputs',
  });
  expect(changed(before, context.state.model.weights())).toEqual([]);
});

test.each([
  ['completed', of(savedModel())],
  ['failed', throwError(() => new Error('no model'))],
  ['failed because of its classes', of(savedModel({ vocab: [] }))],
  ['failed because of its network', of(savedModel({}, small({ outputs: 3 })))],
  ['unsubscribed', NEVER],
])('%s: no tensor leaks', (_, model$) => {
  expectNoLeaks(() => {
    using context = madeContext();
    withModel(model$)
      .run(context)
      .subscribe({ error: () => {} })
      .unsubscribe();
  });
});
