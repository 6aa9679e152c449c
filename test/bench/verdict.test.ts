import { describe, expect, test } from 'vitest';
import { parseOptions } from './options.ts';
import { median, table, verdict, type Result } from './verdict.ts';

const target = { title: 't', ratio: 'a ÷ b', floor: 1, goal: 2 };

test('the median of an odd and an even number of values', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
});

test('a ratio reaches its goal, its floor or neither; for memory, less is better', () => {
  const words = [2, 1, 0.99].map((ratio) => verdict({ ratio, target }));
  expect(words).toEqual(['goal', 'ok', 'MISSED']);
  const less = { ...target, floor: 1, goal: 0.7, atMost: true };
  expect([0.7, 1, 1.01].map((ratio) => verdict({ ratio, target: less }))).toEqual(['goal', 'ok', 'MISSED']);
  expect(verdict({ ratio: null, target })).toBe('');
  expect(verdict({ ratio: 2, target, otherLoad: 0.11 })).toBe('BUSY');
  expect(verdict({ ratio: 2, target, otherLoad: NaN })).toBe('goal');
  // A failed measurement misses the floor.
  expect(verdict({ ratio: NaN, target })).toBe('MISSED');
});

test('the columns of the table are aligned', () => {
  const result: Result = {
    kind: 'train', title: 'train step', setting: 'small', ours: [10, 30, 20], peer: [10], unit: 'images/s', ratio: 2, target,
  }; // prettier-ignore
  const [head = '', line = ''] = table([result]).split('\n');
  expect(line).toBe('train step  small    20.0 images/s  10.0 images/s  2.000  1      2     goal');
  expect(head.indexOf('ratio')).toBe(line.indexOf('2.000'));
});

describe('options', () => {
  test('defaults and lists', () => {
    expect(parseOptions(['--data', 'd', '--only', 'train,cold', '--repeats', '3'])).toMatchObject({
      data: 'd',
      only: ['train', 'cold'],
      repeats: 3,
      json: 'bench.json',
    });
    expect(parseOptions(['--help'])).toBeNull();
  });

  test('all mistakes are reported at once', () => {
    const mistakes = parseOptions(['--only', 'trains', '--settings', 'x', '--repeats', '0']);
    expect(mistakes).toHaveLength(4);
    expect(mistakes).toContainEqual(expect.stringContaining('received "trains"'));
    expect(parseOptions(['--dta', 'd'])).toHaveLength(1);
  });
});
