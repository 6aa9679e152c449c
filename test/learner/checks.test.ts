import { describe, expect, test } from 'vitest';
import { networkOf, stepsPerEpoch } from '../../src/learner/index.ts';
import { xresnet18 } from '../../src/nn/index.ts';
import { numbered } from '../support/made-batches.ts';

describe('networkOf', () => {
  test('as many outputs as classes, or as many as are asked for', () => {
    expect(networkOf(xresnet18, undefined, ['a', 'b', 'c']).outputs).toBe(3);
    expect(networkOf(xresnet18, 1000, ['a', 'b', 'c']).outputs).toBe(1000);
  });

  test('fewer outputs than classes are refused by name', () => {
    expect(() => networkOf(xresnet18, 2, ['a', 'b', 'c'])).toThrow(
      'outputs (--n-out): expected at least 3, one for each class, received 2',
    );
  });
});

test('full batches count; not one is refused', () => {
  const train = Array.from({ length: 7 }, (_, i) => numbered(i));
  expect(stepsPerEpoch({ train, valid: [], vocab: [] }, 3)).toBe(2);
  expect(() => stepsPerEpoch({ train, valid: [], vocab: [] }, 8)).toThrow(
    'training images: expected at least a batch of 8, received 7',
  );
});
