import { describe, expect, test } from 'vitest';
import { EMPTY } from 'rxjs';
import { fineTune, fit, fitOneCycle, imageData, tta } from '../../src/learner/index.ts';

const badOption = (where: string, expected: string, received: string): Error =>
  expect.objectContaining({
    detail: { _tag: 'BadOption', where, expected, received, advice: '' },
  }) as Error;

const fits: readonly (readonly [string, (epochs: number, lr: number) => unknown])[] = [
  ['fitOneCycle', (epochs, lr) => fitOneCycle(epochs, lr)],
  ['fineTune', (epochs, lr) => fineTune(epochs, lr)],
];

// When the phase is described, not hours later when it starts.
test.each(fits)('%s rejects bad epochs and learning rates before anything runs', (name, make) => {
  for (const epochs of [0, -1, 1.5, NaN, Infinity])
    expect(() => make(epochs, 0.01)).toThrow(
      badOption(`${name} epochs`, 'a positive integer', String(epochs)),
    );
  for (const lr of [0, -0.01, NaN, Infinity])
    expect(() => make(1, lr)).toThrow(badOption(`${name} learning rate`, 'a number above 0', String(lr)));
  expect(() => make(1, 1e-9)).not.toThrow();
});

test('fit rejects bad epochs before anything runs', () => {
  const schedule = () => ({ learningRates: [0.1], momentum: 0.9 });
  expect(() => fit({ name: 'own', epochs: 0, schedule })).toThrow(
    badOption('own epochs', 'a positive integer', '0'),
  );
});

test('tta rejects a beta out of range', () => {
  for (const beta of [-0.1, 1.1, NaN, Infinity])
    expect(() => tta({ beta })).toThrow(badOption('tta beta', 'a number in 0..1', String(beta)));
  for (const beta of [0, 1]) expect(() => tta({ beta })).not.toThrow();
});

describe.each(['batchSize', 'prefetch', 'decoders'])('imageData rejects a %s', (name) => {
  test.each([0, -1, 1.5, NaN])('of %s', (value) => {
    const data = { files: EMPTY, item: [], batch: [], batchSize: 1, size: 32, [name]: value };
    expect(() => imageData(data)).toThrow(
      badOption(`imageData ${name}`, 'a positive integer', String(value)),
    );
  });
});
