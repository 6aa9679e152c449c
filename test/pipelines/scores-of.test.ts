import { expect, test } from 'vitest';
import { scoresOf } from '../../pipelines/scores-of.ts';
import { multiLabel, singleLabel, type Task } from '../../src/index.ts';

const namesOf = (options: Parameters<typeof scoresOf>[0], task: Task = singleLabel()) =>
  scoresOf(options)?.(task).map(({ name }) => name);

test('without options, the scores are those of the task', () => {
  expect(namesOf({})).toBeUndefined();
  expect(namesOf({ monitor: 'valid_loss' })).toBeUndefined();
});

test('scores are chosen by name; the monitored one is added', () => {
  expect(namesOf({ metrics: 'f1, top_3,balanced_accuracy' })).toEqual([
    'f1',
    'top_3_accuracy',
    'balanced_accuracy',
  ]);
  expect(namesOf({ monitor: 'top_k' })).toEqual(['accuracy', 'top_5_accuracy']);
  expect(namesOf({ metrics: 'accuracy,f1', monitor: 'f1' })).toEqual(['accuracy', 'f1']);
  expect(namesOf({ monitor: 'f1' }, multiLabel())).toEqual(['accuracy_multi', 'f1', 'average_precision']);
});

test('a score of another task is an error', () => {
  expect(() => namesOf({ metrics: 'accuracy' }, multiLabel())).toThrow(
    'metrics (--metrics, --monitor): expected scores of images with several labels: accuracy_multi, f1, average_precision, received accuracy',
  );
  expect(() => namesOf({ metrics: 'top_3' }, multiLabel())).toThrow('received top_3_accuracy');
});
