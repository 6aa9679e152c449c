import { Subject, tap, throwError } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { alongside } from '../../src/flow/index.ts';
import { marbles } from '../support/marbles.ts';

const failure = new Error('no');

describe('alongside', () => {
  test('subscribes to the other stream while the source runs', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-b-c-|');
      const other$ = cold('  x-x-x-x-x');
      const subs = '         ^------!';
      const expected = '     -a-b-c-|';
      expectObservable(source.pipe(alongside(other$))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
      expectSubscriptions(other$.subscriptions).toBe(subs);
    });
  });

  test.each([
    ['the other stream completes: the source continues', '-a-b-|', 'x-|', '-a-b-|', '^----!', '^-!'],
    ['one', '(a|)', '-x-', '(a|)', '(^!)', '(^!)'],
    ['never', '-', '-x-', '-', '^', '^'],
    ['empty', '--|', '-x-', '--|', '^-!', '^-!'],
    ['an error of the source', '-a-#', '-x---', '-a-#', '^--!', '^--!'],
    ['an error of the other stream', '-a-b-|', '-x-#', '-a-#', '^--!', '^--!'],
  ])('%s', (_, diagram, other, expected, sourceSubs, otherSubs) => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(diagram);
      const other$ = cold(other);
      expectObservable(source.pipe(alongside(other$))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
      expectSubscriptions(other$.subscriptions).toBe(otherSubs);
    });
  });

  test('an endless source, unsubscribed early', () => {
    marbles().run(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('   abcdef');
      const other$ = hot('   xxxxxx');
      const subs = '         ^--!';
      const unsub = '        ---!';
      const expected = '     abc-';
      expectObservable(source.pipe(alongside(other$)), unsub).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
      expectSubscriptions(other$.subscriptions).toBe(subs);
    });
  });

  test('an immediate error of the other stream: the source is not subscribed', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-|');
      expectObservable(source.pipe(alongside(throwError(() => failure)))).toBe('#', undefined, failure);
      expectSubscriptions(source.subscriptions).toBe([]);
    });
  });

  test('an exception in the side effect', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-b-|');
      const other$ = cold('  --x--');
      const subs = '         ^-!';
      const expected = '     -a#';
      const effect = tap(() => {
        throw failure;
      });
      expectObservable(source.pipe(alongside(other$.pipe(effect)))).toBe(expected, undefined, failure);
      expectSubscriptions(source.subscriptions).toBe(subs);
      expectSubscriptions(other$.subscriptions).toBe(subs);
    });
  });

  test('the other stream emits during a delivery of the source', () => {
    const source = new Subject<string>();
    const other = new Subject<string>();
    const seen: string[] = [];
    source.pipe(alongside(other.pipe(tap((value) => seen.push(value))))).subscribe({
      next: () => {
        other.next('x');
      },
      complete: () => seen.push('|'),
    });
    source.next('a');
    source.complete();
    other.next('y');
    expect(seen).toEqual(['x', '|']);
  });
});
