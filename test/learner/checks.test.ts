import { describe, expect, test } from 'vitest';
import { networkOf, stepsPerEpoch } from '../../src/learner/index.ts';
import { validationSteps } from '../../src/learner/steps-per-epoch.ts';
import { xresnet18 } from '../../src/nn/index.ts';
import { numberedFile } from '../support/made-batches.ts';
import { meanColour, small } from './made-run.ts';

describe('networkOf', () => {
  test('has one output per class, or the requested number', () => {
    expect(networkOf(xresnet18, undefined, ['a', 'b', 'c']).outputs).toBe(3);
    expect(networkOf(xresnet18, 1000, ['a', 'b', 'c']).outputs).toBe(1000);
  });

  test('rejects fewer outputs than classes by name', () => {
    expect(() => networkOf(xresnet18, 2, ['a', 'b', 'c'])).toThrow(
      'outputs (--n-out): expected at least 3, one per class, received 2',
    );
  });
});

test('stepsPerEpoch counts full batches and rejects data without one', () => {
  const train = Array.from({ length: 7 }, (_, i) => numberedFile(i));
  expect(stepsPerEpoch({ train, valid: [], vocab: [] }, 3)).toBe(2);
  expect(() => stepsPerEpoch({ train, valid: [], vocab: [] }, 8)).toThrow(
    'training images: expected at least one batch of 8, received 7. Use --batch-size 7 or less, or more images.',
  );
});

test('stepsPerEpoch rejects one image per step of a network with batch norm', () => {
  const files = { train: [numberedFile(0)], valid: [], vocab: [] };
  expect(() => stepsPerEpoch(files, 1, { network: small({ outputs: 2 }) })).toThrow(
    'batch size (--batch-size): expected at least 2, because batch norm computes its statistics over the images of a ' +
      'step, received 1. With one image per step, the network learns nothing.',
  );
  expect(stepsPerEpoch(files, 1, { network: meanColour({ outputs: 2 }) })).toBe(1);
});

test.each([
  [0, 0],
  [3, 1],
  [4, 2],
])('validationSteps of %i images in batches of 3 is %i', (count, steps) => {
  const valid = Array.from({ length: count }, (_, i) => numberedFile(i));
  expect(validationSteps({ train: [], valid, vocab: [] }, 3)).toBe(steps);
});
