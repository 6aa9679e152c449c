import { describe, expect, test } from 'vitest';
import { tracker } from '../../../src/learner/hooks/tracker.ts';
import { made } from '../../support/made-metrics.ts';

describe('tracker', () => {
  test.each([
    ['valid_loss', -1],
    ['train_loss', -1],
    ['error_rate', -1],
    ['accuracy', 1],
    ['top_2_accuracy', 1],
  ])('the better %s is by its name less (−1) or greater (1)', (monitor, sign) => {
    const { worst, improves } = tracker('hook', { monitor });
    expect(worst).toBe(-sign * Infinity);
    expect(improves(sign * 2, sign)).toBe(true);
    expect(improves(sign, sign)).toBe(false);
    expect(improves(0, sign)).toBe(false);
    expect(improves(sign, worst)).toBe(true);
  });

  test('comp overrides the name', () => {
    expect(tracker('hook', { monitor: 'accuracy', comp: 'less' }).improves(0.1, 0.2)).toBe(true);
  });

  test('an improvement exceeds minDelta', () => {
    const { improves } = tracker('hook', { minDelta: 0.25 });
    expect([0.5, 0.75, 0.8].map((value) => improves(value, 1))).toEqual([true, false, false]);
  });

  test('NaN never improves, nor does an infinite loss on none', () => {
    const { improves, worst } = tracker('hook', {});
    expect(improves(NaN, worst)).toBe(false);
    expect(improves(Infinity, worst)).toBe(false);
  });

  test.each([
    [undefined, 1.5],
    ['valid_loss', 1.5],
    ['train_loss', 2],
    ['accuracy', 0.75],
  ])('reads %s from a row', (monitor, value) => {
    const row = made.epochRow({ trainLoss: 2, validLoss: 1.5, scores: { accuracy: 0.75 } });
    expect(tracker('hook', monitor === undefined ? {} : { monitor }).valueOf(row)).toBe(value);
  });

  test.each([
    ['f1', 1, 'hook monitor: expected one of train_loss, valid_loss, accuracy, received "f1".'],
    ['valid_loss', null, 'hook monitor: expected one of train_loss, accuracy, received "valid_loss".'],
  ])('throws BadOption if a row has no %s', (monitor, validLoss, message) => {
    const row = made.epochRow({ validLoss });
    expect(() => tracker('hook', { monitor }).valueOf(row)).toThrow(message);
  });

  test.each([-1, NaN, Infinity])('throws BadOption for a minDelta of %s', (minDelta) => {
    expect(() => tracker('hook', { minDelta })).toThrow('hook minDelta: expected a number from 0');
  });
});
