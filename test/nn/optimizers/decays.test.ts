import { expect, test } from 'vitest';
import { decays, trainsWhenFrozen } from '../../../src/nn/optimizers/index.ts';

const roles = ['weight', 'bias', 'batch-norm'] as const;

test('only weights decay, unless wdBnBias is true', () => {
  expect(roles.map((role) => decays(role))).toEqual([true, false, false]);
  expect(roles.map((role) => decays(role, true))).toEqual([true, true, true]);
});

test('only batch norm is trained in frozen groups', () => {
  expect(roles.map((role) => trainsWhenFrozen(role))).toEqual([false, false, true]);
});
