import { describe, expect, test } from 'vitest';
import { optionsOf } from './options.ts';
import { median, table, verdict, type Result } from './verdict.ts';

const target = { title: 't', ratio: 'a ÷ b', floor: 1, goal: 2 };

test('the median is the middle one, or between the two', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
});

test('a ratio reaches the goal, the floor or neither; of memory less is better', () => {
  const words = [2, 1, 0.99].map((ratio) => verdict({ ratio, target }));
  expect(words).toEqual(['goal', 'ok', 'MISSED']);
  const less = { ...target, floor: 1, goal: 0.7, atMost: true };
  expect([0.7, 1, 1.01].map((ratio) => verdict({ ratio, target: less }))).toEqual(['goal', 'ok', 'MISSED']);
  expect(verdict({ ratio: null, target })).toBe('');
  // What could not be measured is no success.
  expect(verdict({ ratio: NaN, target })).toBe('MISSED');
});

test('the table is aligned', () => {
  const result: Result = {
    kind: 'train', title: 'train step', setting: 'small', ours: [10, 30, 20], peer: [10], unit: 'images/s', ratio: 2, target,
  }; // prettier-ignore
  const [head = '', line = ''] = table([result]).split('\n');
  expect(line).toBe('train step  small    20.0 images/s  10.0 images/s  2.000  1      2     goal');
  expect(head.indexOf('ratio')).toBe(line.indexOf('2.000'));
});

describe('options', () => {
  test('defaults, and lists', () => {
    expect(optionsOf(['--data', 'd', '--only', 'train,cold', '--repeats', '3'])).toMatchObject({
      data: 'd',
      only: ['train', 'cold'],
      repeats: 3,
      json: 'bench.json',
    });
    expect(optionsOf(['--help'])).toBeNull();
  });

  test('every mistake at once', () => {
    const mistakes = optionsOf(['--only', 'trains', '--settings', 'x', '--repeats', '0']);
    expect(mistakes).toHaveLength(4);
    expect(mistakes).toContainEqual(expect.stringContaining('received "trains"'));
    expect(optionsOf(['--dta', 'd'])).toHaveLength(1);
  });
});
