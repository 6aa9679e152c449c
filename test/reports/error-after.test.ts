import {
  concat,
  EMPTY,
  endWith,
  ignoreElements,
  map,
  type MonoTypeOperatorFunction,
  type Observable,
} from 'rxjs';
import { describe, test } from 'vitest';
import { errorAfter } from '../../src/reports/error-after.ts';
import { marbles } from '../support/marbles.ts';

/** Passes a stream on, then takes as long as another stream. */
const finishing =
  (rest: Observable<unknown>): MonoTypeOperatorFunction<string> =>
  (source) =>
    concat(source, rest.pipe(ignoreElements()));

describe('errorAfter', () => {
  test('an error follows when the operator has completed', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  a-#');
      const sourceSubs = '   ^-!';
      const rest = cold('      ----|');
      const expected = '     a-----#';
      expectObservable(source.pipe(errorAfter(finishing(rest)))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test('errors with the error of the source, or else with that of the operator', () => {
    const [first, second] = [new Error('first'), new Error('second')];
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const rest = cold('--#', undefined, second);
      expectObservable(cold('a-#', undefined, first).pipe(errorAfter(finishing(rest)))).toBe(
        'a---#',
        undefined,
        first,
      );
      expectObservable(cold('a-|').pipe(errorAfter(finishing(rest)))).toBe('a---#', undefined, second);
      const source = cold('-a-b-');
      const throwing = map((letter: string) => {
        if (letter === 'b') throw second;
        return letter;
      });
      expectObservable(source.pipe(errorAfter(throwing))).toBe('-a-#', undefined, second);
      expectSubscriptions(source.subscriptions).toBe('^--!');
    });
  });

  test.each([
    ['never', '-', '-', '^'],
    ['empty', '--|', '--(z|)', '^-!'],
    ['many', 'ab|', 'ab(z|)', '^-!'],
    ['an error at once', '#', '(z#)', '(^!)'],
  ])('%s', (_, diagram, expected, subscriptions) => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(diagram);
      expectObservable(source.pipe(errorAfter(endWith('z')))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subscriptions);
    });
  });

  test('endless, unsubscribed; each subscription ends on its own', () => {
    marbles().run(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('-a-a-#');
      const output = source.pipe(errorAfter(finishing(EMPTY)));
      expectObservable(output, '^--!').toBe('-a--');
      expectObservable(output).toBe('-a-a-#');
      expectSubscriptions(source.subscriptions).toBe(['^--!', '^----!']);
    });
  });
});
