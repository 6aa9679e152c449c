import { expect, test } from 'vitest';
import { withSpeed } from '../../../src/provision/fetching/with-speed.ts';
import { marbles } from '../../support/marbles.ts';

const counts = { a: 0, b: 100, c: 300 };
const speeds = {
  x: { bytes: 0, bytesPerSecond: 0, secondsLeft: null },
  y: { bytes: 100, bytesPerSecond: 100, secondsLeft: 8 },
  z: { bytes: 300, bytesPerSecond: 150, secondsLeft: 4 },
};

test('adds the speed so far', () => {
  marbles().run(({ cold, expectObservable }) => {
    const source = cold('  a 999ms b 999ms c', counts);
    const expected = '     x 999ms y 999ms z';
    expectObservable(source.pipe(withSpeed(900))).toBe(expected, speeds);
  });
});

test('emits four counts per second, and the last one', () => {
  marbles().run(({ cold, expectObservable }) => {
    const source = cold('  (abc|)', counts);
    const expected = '     x 249ms (z|)';
    expectObservable(source.pipe(withSpeed(900))).toBe(expected, {
      x: speeds.x,
      z: { bytes: 300, bytesPerSecond: 1200, secondsLeft: 0.5 },
    });
  });
});

test('the speed covers the last ten seconds', () => {
  marbles().run(({ cold, expectObservable }) => {
    const source = cold('  a 9999ms b 999ms c', counts);
    const expected = '     x 9999ms y 999ms z';
    expectObservable(source.pipe(withSpeed(900))).toBe(expected, {
      x: speeds.x,
      y: { bytes: 100, bytesPerSecond: 10, secondsLeft: 80 },
      z: { bytes: 300, bytesPerSecond: 200, secondsLeft: 3 },
    });
  });
});

test('a falling count, when a server starts over, has no speed', () => {
  marbles().run(({ cold, expectObservable }) => {
    const source = cold('  c 999ms a', counts);
    const expected = '     x 999ms y';
    expectObservable(source.pipe(withSpeed(900))).toBe(expected, {
      x: { bytes: 300, bytesPerSecond: 0, secondsLeft: null },
      y: { bytes: 0, bytesPerSecond: 0, secondsLeft: null },
    });
  });
});

test.each([
  ['never', '     -', '-'],
  ['empty', '     |', '|'],
  ['error', '     a-#', 'x-#'],
])('%s', (_, source, expected) => {
  marbles().run(({ cold, expectObservable }) => {
    expectObservable(cold(source, counts).pipe(withSpeed(900))).toBe(expected, speeds);
  });
  expect.assertions(1);
});
