import { of, Subject, take, tap } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { mapAccum } from '../../src/flow/index.ts';
import { marbles } from '../support/marbles.ts';

/** Outputs a header before the first letter, every letter but b, and at the end the number of letters. */
const lines = mapAccum(
  () => 0,
  (count, letter: string) => {
    const outputs = letter === 'b' ? [] : [letter];
    return [count + 1, count === 0 ? ['h', ...outputs] : outputs];
  },
  (count) => [String(count)],
);

/** Outputs running sums. */
const sums = mapAccum(
  () => 0,
  (sum, value: number) => [sum + value, [sum + value]],
);

const counts = { a: 'a', c: 'c', h: 'h', e: '0', o: '1', s: '3' };
const numbers = { a: 1, b: 2, c: 3, x: 1, y: 3, z: 6 };
const failure = new Error('no');

describe('mapAccum', () => {
  test('each step outputs a list, and so does finish', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a---b-c---|');
      const sourceSubs = '   ^----------!';
      const expected = '     -(ha)--c---(s|)';
      expectObservable(source.pipe(lines)).toBe(expected, counts);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test('without finish it emits nothing at the end', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-b-(c|)', numbers);
      const sourceSubs = '   ^----!';
      const expected = '     -x-y-(z|)';
      expectObservable(source.pipe(sums)).toBe(expected, numbers);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test.each([
    ['one', '-(a|)', '-(hao|)', '^!'],
    ['never', '-', '-', '^'],
    ['empty: finish receives the seed', '--|', '--(e|)', '^-!'],
    ['an error of the source: finish is not called', '-b-#', '-h-#', '^--!'],
  ])('%s', (_, diagram, expected, sourceSubs) => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(diagram);
      expectObservable(source.pipe(lines)).toBe(expected, counts);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test('an endless source, unsubscribed early', () => {
    marbles().run(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('   abcabc-', numbers);
      const sourceSubs = '   ^--!';
      const unsub = '        ---!';
      const expected = '     xyz-';
      expectObservable(source.pipe(sums), unsub).toBe(expected, numbers);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test('unsubscription between two outputs of a value', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-c-|');
      const sourceSubs = '   ^!';
      const expected = '     -(h|)';
      expectObservable(source.pipe(lines, take(1))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test('an exception in step', () => {
    const throwing = mapAccum(
      () => 0,
      (count, letter: string): readonly [number, readonly string[]] => {
        if (count === 1) throw failure;
        return [count + 1, [letter]];
      },
      () => ['f'],
    );
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-b-c-|');
      const sourceSubs = '   ^--!';
      const expected = '     -a-#';
      expectObservable(source.pipe(throwing)).toBe(expected, undefined, failure);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test('an exception in seed: the source is not subscribed', () => {
    const throwing = mapAccum(
      (): number => {
        throw failure;
      },
      (count, letter: string) => [count, [letter]],
    );
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-|');
      expectObservable(source.pipe(throwing)).toBe('#', undefined, failure);
      expectSubscriptions(source.subscriptions).toBe([]);
    });
  });

  test('an exception in finish', () => {
    const throwing = mapAccum(
      () => 0,
      (count, letter: string) => [count, [letter]],
      () => {
        throw failure;
      },
    );
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-|');
      const sourceSubs = '   ^--!';
      const expected = '     -a-#';
      expectObservable(source.pipe(throwing)).toBe(expected, undefined, failure);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test('each subscription has its own state', () => {
    marbles().run(({ cold, expectObservable }) => {
      const sums$ = cold('     -a-b-(c|)', numbers).pipe(sums);
      const expected = '       -x-y-(z|)';
      expectObservable(sums$).toBe(expected, numbers);
      expectObservable(sums$).toBe(expected, numbers);
    });
  });

  test('the index counts from 0', () => {
    const seen: number[] = [];
    const indexed = mapAccum(
      () => null,
      (_, _letter: string, index) => [null, [index]],
    );
    of('a', 'b', 'c')
      .pipe(indexed)
      .subscribe((index) => seen.push(index));
    expect(seen).toEqual([0, 1, 2]);
  });

  test('a value that arrives during a delivery waits for the outputs before it', () => {
    const source = new Subject<string>();
    const seen: string[] = [];
    source
      .pipe(
        lines,
        tap((line) => {
          if (line !== 'h') return;
          source.next('c');
          source.complete();
        }),
      )
      .subscribe((line) => seen.push(line));
    source.next('a');
    expect(seen).toEqual(['h', 'a', 'c', '2']);
  });
});
