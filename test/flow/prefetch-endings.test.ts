import { map, of, take, tap, throwError, type Observable } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { prefetch } from '../../src/flow/index.ts';
import { marbles } from '../support/marbles.ts';
import { createLetters, loads, releasedAtOnce, type Letter } from './letters.ts';

const turn = of(0);

describe('how prefetch ends', () => {
  test('an error of the source stops the loads and disposes undelivered batches', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const letters = createLetters();
      const source = cold('  (ab)-#');
      const sourceSubs = '   ^----!';
      const a = cold('       --------(x|)');
      const aSubs = '        ^----!';
      const b = cold('       -(y|)');
      const bSubs = '        ^!';
      const expected = '     -----#';
      const output = source.pipe(prefetch({ depth: 2, turn }, loads(letters, { a, b })), releasedAtOnce);
      expectObservable(output).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
      expectSubscriptions(a.subscriptions).toBe(aSubs);
      expectSubscriptions(b.subscriptions).toBe(bSubs);
      flush();
      expect(letters.peak()).toBe(1);
      expect(letters.alive.size).toBe(0);
    });
  });

  test('an error of a load stops the others and disposes undelivered batches', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const letters = createLetters();
      const source = cold('  (abcd|)');
      const a = cold('       ------(x|)');
      const aSubs = '        ^---!';
      const b = cold('       -(y|)');
      const c = cold('       ----#');
      const cSubs = '        ^---!';
      const d = cold('       (z|)');
      const expected = '     ----#';
      const output = source.pipe(
        prefetch({ depth: 3, turn }, loads(letters, { a, b, c, d })),
        releasedAtOnce,
      );
      expectObservable(output).toBe(expected);
      expectSubscriptions(a.subscriptions).toBe(aSubs);
      expectSubscriptions(c.subscriptions).toBe(cSubs);
      expectSubscriptions(d.subscriptions).toBe([]);
      flush();
      expect(letters.alive.size).toBe(0);
    });
  });

  test('an exception in the callback errors the stream', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const failure = new Error('callback');
      const source = cold('  -a-b|');
      const sourceSubs = '   ^!';
      const expected = '     -#';
      const output = source.pipe(
        prefetch({ depth: 2, turn }, (): Observable<Letter> => {
          throw failure;
        }),
      );
      expectObservable(output).toBe(expected, undefined, failure);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test('an error of the turn errors the stream', () => {
    marbles().run(({ cold, expectObservable, flush }) => {
      const letters = createLetters();
      const source = cold('  (a|)');
      const expected = '     #';
      const lost = new Error('lost');
      const output = source.pipe(
        prefetch({ depth: 1, turn: throwError(() => lost) }, loads(letters, { a: of('x') })),
        releasedAtOnce,
      );
      expectObservable(output).toBe(expected, undefined, lost);
      flush();
      expect(letters.alive.size).toBe(0);
    });
  });

  test('early unsubscription stops loading and disposes undelivered batches', () => {
    marbles().run(({ cold, hot, expectObservable, expectSubscriptions, flush }) => {
      const letters = createLetters();
      const source = hot('   abcd----e--');
      const sourceSubs = '   ^----!';
      const a = cold('       -(w|)');
      const b = cold('        --------(x|)');
      const bSubs = '        -^---!';
      const c = cold('          -(y|)');
      const cSubs = '        --^!';
      const unsub = '        -----!';
      const expected = '     -w----';
      const delivered: Letter[] = [];
      const output = source.pipe(
        prefetch({ depth: 3, turn }, loads(letters, { a, b, c })),
        tap((batch) => delivered.push(batch)),
        map(({ name }) => name),
      );
      expectObservable(output, unsub).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
      expectSubscriptions(b.subscriptions).toBe(bSubs);
      expectSubscriptions(c.subscriptions).toBe(cSubs);
      flush();
      expect(letters.peak()).toBe(2);
      expect([...letters.alive]).toEqual(['w']);
      expect(delivered.map(({ name }) => name)).toEqual(['w']);
    });
  });

  test('early unsubscription disposes a batch that waits for its turn', () => {
    marbles().run(({ cold, expectObservable, flush }) => {
      const letters = createLetters();
      const source = cold('  (ab|)');
      const tick = cold('    ---t');
      const unsub = '        --!';
      const expected = '     ---';
      const output = source.pipe(
        prefetch({ depth: 2, turn: tick }, loads(letters, { a: of('x'), b: of('y') })),
        releasedAtOnce,
      );
      expectObservable(output, unsub).toBe(expected);
      flush();
      expect(letters.peak()).toBe(2);
      expect(letters.alive.size).toBe(0);
    });
  });

  test('starts no load after the consumer unsubscribes during a delivery', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const letters = createLetters();
      const source = cold('  (abc|)');
      const c = cold('       (z|)');
      const expected = '     (x|)';
      const output = source.pipe(
        prefetch({ depth: 2, turn }, loads(letters, { a: of('x'), b: of('y'), c })),
        take(1),
        releasedAtOnce,
      );
      expectObservable(output).toBe(expected);
      expectSubscriptions(c.subscriptions).toBe([]);
      flush();
      expect(letters.alive.size).toBe(0);
    });
  });
});
