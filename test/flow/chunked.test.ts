import { describe, expect, test } from 'vitest';
import { chunked } from '../../src/flow/index.ts';
import { marbles } from '../support/marbles.ts';

const chunks = {
  x: ['a', 'b'],
  y: ['c', 'd'],
  z: ['e'],
};

describe('chunked', () => {
  test('groups values and keeps the short last chunk', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-b-c-d-(e|)');
      const sourceSubs = '   ^--------!';
      const expected = '     ---x---y-(z|)';
      expectObservable(source.pipe(chunked(2))).toBe(expected, chunks);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test('drops the short last chunk with dropLast', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-b-c-d-(e|)');
      const sourceSubs = '   ^--------!';
      const expected = '     ---x---y-|';
      expectObservable(source.pipe(chunked(2, { dropLast: true }))).toBe(expected, chunks);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test('keeps a full last chunk with dropLast', () => {
    marbles().run(({ cold, expectObservable }) => {
      const source = cold('  (abcd|)');
      const expected = '     (xy|)';
      expectObservable(source.pipe(chunked(2, { dropLast: true }))).toBe(expected, chunks);
    });
  });

  test('never', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -');
      expectObservable(source.pipe(chunked(2))).toBe('-');
      expectSubscriptions(source.subscriptions).toBe('^');
    });
  });

  test('empty', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --|');
      expectObservable(source.pipe(chunked(2))).toBe('--|');
      expectSubscriptions(source.subscriptions).toBe('^-!');
    });
  });

  test('an error drops the unfinished chunk', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  ab-c-#');
      const sourceSubs = '   ^----!';
      const expected = '     -x---#';
      expectObservable(source.pipe(chunked(2))).toBe(expected, chunks);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test('an endless source, unsubscribed early', () => {
    marbles().run(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('   abcde-');
      const sourceSubs = '   ^---!';
      const unsub = '        ----!';
      const expected = '     -x-y-';
      expectObservable(source.pipe(chunked(2)), unsub).toBe(expected, chunks);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test.each([0, -2, 2.5, Number.NaN])('throws for size %s', (size) => {
    expect(() => chunked(size)).toThrow('a positive integer');
  });
});
