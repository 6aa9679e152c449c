import { expect, test } from 'vitest';
import type { Precision } from '../../src/core/index.ts';
import { accumulated, clipped, fit, type Hook } from '../../src/learner/index.ts';
import type { FitScalars } from '../../src/nn/index.ts';
import { madeContext, madeLearner, runPhase } from './made-run.ts';

/** Returns the form of the steps of a fit, which goes on from the given numbers. */
async function formOf(
  hooks: readonly Hook[],
  precision: Precision = 'float32',
  from: Partial<FitScalars> = {},
): Promise<FitScalars['form']> {
  using context = madeContext(madeLearner({ precision }));
  const { state } = context;
  // The schedule of an epoch is asked for before its steps are built.
  const resumed: Hook = {
    name: 'resumed',
    schedule: ({ schedule }) => {
      state.scalars = { ...state.scalars, ...from };
      return schedule;
    },
  };
  const schedule = () => ({ learningRates: [0.01], momentum: null });
  const phase = fit({ name: 'one epoch', epochs: 1, schedule, hooks: [...hooks, resumed] });
  await runPhase(phase.run(context));
  return state.scalars.form;
}

test('steps are one function, unless something needs the gradients', async () => {
  expect(await formOf([])).toBe('whole');
  expect(await formOf([clipped(1)])).toBe('split');
  expect(await formOf([accumulated(2)])).toBe('split');
  expect(await formOf([], 'bfloat16')).toBe('whole');
  // The loss is scaled.
  expect(await formOf([], 'float16')).toBe('split');
});

test('a fit that is resumed goes on as it began; older checkpoints split their steps', async () => {
  expect(await formOf([], 'float32', { steps: 1, form: 'whole' })).toBe('whole');
  expect(await formOf([], 'float32', { steps: 1, form: 'split' })).toBe('split');
  expect(await formOf([], 'float32', { steps: 1 })).toBe('split');
});
