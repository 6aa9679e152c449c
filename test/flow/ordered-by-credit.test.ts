import { EMPTY, finalize, map, NEVER, of, range, Subject, tap, type Observable } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { orderedByCredit } from '../../src/flow/ordered-by-credit.ts';
import { marbles } from '../support/marbles.ts';

const by =
  (streams: Readonly<Record<string, Observable<string>>>) =>
  (name: string): Observable<string> =>
    streams[name] ?? NEVER;

/** Maps a result to itself, and the end of a value to its index. */
const letters = map((outcome: { _tag: 'Result' | 'End'; index: number; result?: string }) =>
  outcome._tag === 'Result' ? (outcome.result ?? '') : String(outcome.index),
);

describe('orderedByCredit', () => {
  test('starts one value per credit; emits results and ends in source order', () => {
    marbles().run(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const source = cold('  (abc|)');
      const credits = hot('  x-x-------x---');
      const a = cold('       ----(p|)');
      const b = cold('         -(q|)');
      const bSubs = '        --^!';
      const c = cold('                 --(r|)');
      const cSubs = '        ----------^-!';
      const expected = '     ----(p0q1)--(r2|)';
      expectObservable(source.pipe(orderedByCredit(credits, by({ a, b, c })), letters)).toBe(expected);
      expectSubscriptions(b.subscriptions).toBe(bSubs);
      expectSubscriptions(c.subscriptions).toBe(cSubs);
    });
  });

  test('starts nothing without a credit', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const a = cold('p|');
      const outcomes = cold('(a|)').pipe(orderedByCredit(NEVER, by({ a })), letters);
      expectObservable(outcomes, '----!').toBe('-----');
      expectSubscriptions(a.subscriptions).toBe([]);
    });
  });

  test('never, empty, and an endless source, unsubscribed early with its inner streams', () => {
    marbles().run(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const credits = of(1, 2, 3);
      expectObservable(NEVER.pipe(orderedByCredit(credits, by({})))).toBe('-');
      expectObservable(EMPTY.pipe(orderedByCredit(credits, by({})))).toBe('|');
      const source = hot('a-b-a-b');
      const a = cold('   p-p-p-p');
      const outcomes = source.pipe(orderedByCredit(credits, by({ a })), letters);
      expectObservable(outcomes, '---!').toBe('p-p-');
      expectSubscriptions(source.subscriptions).toBe('^--!');
      expectSubscriptions(a.subscriptions).toBe('^--!');
    });
  });

  test('emits the first error immediately, even of a value whose turn has not come', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const credits = of(1, 2);
      const a = cold('----(p|)');
      const b = cold('--#');
      expectObservable(cold('(ab|)').pipe(orderedByCredit(credits, by({ a, b })), letters)).toBe('--#');
      expectSubscriptions(a.subscriptions).toBe('^-!');
      expectObservable(cold('#').pipe(orderedByCredit(credits, by({})), letters)).toBe('#');
      const failing = cold('-#');
      expectObservable(NEVER.pipe(orderedByCredit(failing, by({})), letters)).toBe('-#');
    });
  });

  test('a credit given during a delivery is used after it; the stack does not grow', () => {
    const credits = new Subject<void>();
    let [depth, deepest, seen] = [0, 0, 0];
    const values = 20_000;
    range(values)
      .pipe(
        orderedByCredit(credits, (value) =>
          of(value).pipe(
            tap(() => {
              deepest = Math.max(deepest, ++depth);
            }),
            finalize(() => {
              depth--;
            }),
          ),
        ),
      )
      .subscribe((outcome) => {
        if (outcome._tag === 'End') credits.next();
        else seen++;
      });
    credits.next();
    expect([seen, deepest]).toEqual([values, 1]);
  });
});
