import { expect, test } from 'vitest';
import { pausableClock } from '../../src/io/index.ts';

test('a clock that stands still counts only the time that it went', () => {
  let time = 100;
  const clock = pausableClock(() => time);
  expect(clock.now()).toBe(100);
  clock.pause();
  time = 150;
  clock.pause();
  expect(clock.now()).toBe(100);
  time = 170;
  clock.resume();
  expect(clock.now()).toBe(100);
  time = 175;
  clock.resume();
  expect(clock.now()).toBe(105);
  clock.pause();
  time = 200;
  clock.resume();
  expect(clock.now()).toBe(105);
});
