import { expect, test } from 'vitest';
import { foldRunState, noRunState } from '../../../src/reports/index.ts';
import { chanceOf } from '../../../src/reports/folds/chance.ts';
import { made } from '../../support/made-metrics.ts';

test('chance is the largest class of validation; of runs that do not tell it, one of the classes', () => {
  expect(chanceOf(noRunState)).toBeNull();
  const started = foldRunState(noRunState, made.runStarted());
  expect(chanceOf(started)).toBe(0.5);
  const found = foldRunState(started, made.imagesFound());
  expect(chanceOf(found)).toBe(1000 / 1893);
  expect(found.notices).toEqual(['warning: 1 folder without images: zebra <b>']);
  // The next run of several.
  expect(chanceOf(foldRunState(found, made.runStarted()))).toBe(0.5);
});
