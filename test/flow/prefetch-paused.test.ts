import { of, shareReplay, type Observable } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { prefetch } from '../../src/flow/index.ts';
import { marbles } from '../support/marbles.ts';
import { createLetters, loads, releasedAtOnce } from './letters.ts';

const turn = of(0);
const states = { t: true, f: false };

/** Replays the current state to late subscribers. */
const state = (changes: Observable<boolean>): Observable<boolean> =>
  changes.pipe(shareReplay({ bufferSize: 1, refCount: true }));

describe('prefetch, paused', () => {
  test('delivers nothing while paused; loaded batches wait until it resumes', () => {
    marbles().run(({ cold, hot, expectObservable, expectSubscriptions, flush }) => {
      const letters = createLetters();
      const paused$ = state(hot('f-t----f', states));
      const source = cold('      (abc|)');
      const a = cold('           -(x|)');
      const b = cold('           ---(y|)');
      const c = cold('            --(z|)');
      const cSubs = '            -^-!';
      const expected = '         -x-----(yz|)';
      expectObservable(paused$).toBe('f-t----f', states);
      const output = source.pipe(
        prefetch({ depth: 2, turn, paused$ }, loads(letters, { a, b, c })),
        releasedAtOnce,
      );
      expectObservable(output).toBe(expected);
      expectSubscriptions(c.subscriptions).toBe(cSubs);
      flush();
      expect(letters.alive.size).toBe(0);
    });
  });

  test('loads at most depth batches during a long pause', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const letters = createLetters();
      const paused$ = cold('t', states);
      const source = cold(' (abc|)');
      const a = cold('      -(x|)');
      const b = cold('      ---(y|)');
      const c = cold('      (z|)');
      const unsub = '       100ms !';
      const output = source.pipe(
        prefetch({ depth: 2, turn, paused$ }, loads(letters, { a, b, c })),
        releasedAtOnce,
      );
      expectObservable(output, unsub).toBe('');
      expectSubscriptions(c.subscriptions).toBe([]);
      expectSubscriptions(paused$.subscriptions).toBe('-^ 98ms !');
      flush();
      expect(letters.peak()).toBe(2);
      expect(letters.alive.size).toBe(0);
    });
  });
});
