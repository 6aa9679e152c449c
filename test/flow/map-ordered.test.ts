import { map, NEVER, of, range, take, tap, type Observable } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { mapOrdered } from '../../src/flow/index.ts';
import { marbles } from '../support/marbles.ts';

const by =
  (streams: Readonly<Record<string, Observable<string>>>) =>
  (name: string): Observable<string> =>
    streams[name] ?? NEVER;

describe('mapOrdered', () => {
  test('runs several inner streams at once and keeps the order', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  (abcd|)');
      const sourceSubs = '   (^!)';
      const a = cold('       ---(x|)');
      const aSubs = '        ^--!';
      const b = cold('       -(y|)');
      const bSubs = '        ^!';
      const c = cold('          ----(z|)');
      const cSubs = '        ---^---!';
      const d = cold('          -(w|)');
      const dSubs = '        ---^!';
      const expected = '     ---(xy)(zw|)';
      expectObservable(source.pipe(mapOrdered(by({ a, b, c, d }), { concurrency: 2 }))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
      expectSubscriptions(a.subscriptions).toBe(aSubs);
      expectSubscriptions(b.subscriptions).toBe(bSubs);
      expectSubscriptions(c.subscriptions).toBe(cSubs);
      expectSubscriptions(d.subscriptions).toBe(dSubs);
    });
  });

  test('results of the first unfinished inner stream are emitted immediately', () => {
    marbles().run(({ cold, expectObservable }) => {
      const source = cold('  (abc|)');
      const a = cold('       --|');
      const b = cold('       -(xy)--z-|');
      const c = cold('       v|');
      const expected = '     --(xy)-z-(v|)';
      expectObservable(source.pipe(mapOrdered(by({ a, b, c }), { concurrency: 3 }))).toBe(expected);
    });
  });

  test('holds at most concurrency values, running or waiting', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  (abc|)');
      const a = cold('       -----(x|)');
      const b = cold('       (y|)');
      const c = cold('            (z|)');
      const cSubs = '        -----(^!)';
      const expected = '     -----(xyz|)';
      expectObservable(source.pipe(mapOrdered(by({ a, b, c }), { concurrency: 2 }))).toBe(expected);
      expectSubscriptions(c.subscriptions).toBe(cSubs);
    });
  });

  test('with concurrency 1 it is concatMap', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  ab------c-|');
      const a = cold('       --(x|)');
      const b = cold('         -(y|)');
      const bSubs = '        --^!';
      const c = cold('               -----(z|)');
      const expected = '     --xy---------(z|)';
      expectObservable(source.pipe(mapOrdered(by({ a, b, c }), { concurrency: 1 }))).toBe(expected);
      expectSubscriptions(b.subscriptions).toBe(bSubs);
    });
  });

  test('the index counts the values from 0', () => {
    marbles().run(({ cold, expectObservable }) => {
      const source = cold('  a-b-(c|)');
      const expected = '     0-1-(2|)';
      const output = source.pipe(mapOrdered((_, index) => of(String(index)), { concurrency: 2 }));
      expectObservable(output).toBe(expected);
    });
  });

  test('never', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -');
      expectObservable(source.pipe(mapOrdered(by({}), { concurrency: 2 }))).toBe('-');
      expectSubscriptions(source.subscriptions).toBe('^');
    });
  });

  test('empty', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --|');
      expectObservable(source.pipe(mapOrdered(by({}), { concurrency: 2 }))).toBe('--|');
      expectSubscriptions(source.subscriptions).toBe('^-!');
    });
  });

  test('an error of the source is emitted immediately', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  a--#');
      const sourceSubs = '   ^--!';
      const a = cold('       -------(x|)');
      const aSubs = '        ^--!';
      const expected = '     ---#';
      expectObservable(source.pipe(mapOrdered(by({ a }), { concurrency: 2 }))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
      expectSubscriptions(a.subscriptions).toBe(aSubs);
    });
  });

  test('an error of an inner stream is emitted immediately and stops the others', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  (ab)---|');
      const sourceSubs = '   ^--!';
      const a = cold('       -------(x|)');
      const aSubs = '        ^--!';
      const b = cold('       ---#');
      const bSubs = '        ^--!';
      const expected = '     ---#';
      expectObservable(source.pipe(mapOrdered(by({ a, b }), { concurrency: 2 }))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
      expectSubscriptions(a.subscriptions).toBe(aSubs);
      expectSubscriptions(b.subscriptions).toBe(bSubs);
    });
  });

  test('an exception in the callback errors the stream', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const failure = new Error('callback');
      const source = cold('  -a-b-|');
      const sourceSubs = '   ^!';
      const output = source.pipe(
        mapOrdered(
          (): Observable<string> => {
            throw failure;
          },
          { concurrency: 2 },
        ),
      );
      expectObservable(output).toBe('-#', undefined, failure);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test('early unsubscription stops the source and the inner streams', () => {
    marbles().run(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const source = hot('   abc--d--');
      const sourceSubs = '   ^---!';
      const a = cold('       -x-y-z-');
      const aSubs = '        ^---!';
      const b = cold('        -------(v|)');
      const bSubs = '        -^--!';
      const c = cold('       (w|)');
      const unsub = '        ----!';
      const expected = '     -x-y-';
      expectObservable(source.pipe(mapOrdered(by({ a, b, c }), { concurrency: 2 })), unsub).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
      expectSubscriptions(a.subscriptions).toBe(aSubs);
      expectSubscriptions(b.subscriptions).toBe(bSubs);
      expectSubscriptions(c.subscriptions).toBe([]);
    });
  });

  test('starts no inner stream after the consumer unsubscribes', () => {
    const started: number[] = [];
    const seen: number[] = [];
    range(0, 100)
      .pipe(
        mapOrdered(
          (value) => {
            started.push(value);
            return of(value);
          },
          { concurrency: 2 },
        ),
        take(3),
      )
      .subscribe((value) => {
        seen.push(value);
      });
    expect(seen).toEqual([0, 1, 2]);
    expect(started).toEqual([0, 1, 2]);
  });

  test('10,000 synchronous values do not grow the stack', () => {
    const seen: number[] = [];
    range(0, 10_000)
      .pipe(
        mapOrdered((value) => of(value), { concurrency: 3 }),
        tap((value) => seen.push(value)),
      )
      .subscribe();
    expect(seen).toEqual(Array.from({ length: 10_000 }, (_, i) => i));
  });

  test('keeps the order of promises of any speed, at most concurrency at once', async () => {
    let running = 0;
    let maxRunning = 0;
    const seen: number[] = [];
    await new Promise<void>((resolve, reject) => {
      range(0, 60)
        .pipe(
          mapOrdered(
            async (value) => {
              maxRunning = Math.max(maxRunning, ++running);
              // 7 is a generator modulo 11, so the waits are shuffled.
              for (let turns = (value * 7) % 11; turns > 0; turns--) await new Promise(setImmediate);
              running--;
              return value;
            },
            { concurrency: 5 },
          ),
          map((value) => seen.push(value)),
        )
        .subscribe({ complete: resolve, error: reject });
    });
    expect(seen).toEqual(Array.from({ length: 60 }, (_, i) => i));
    expect(maxRunning).toBe(5);
  });

  test.each([0, -1, 1.5, Number.NaN, Infinity])('throws for concurrency %s', (concurrency) => {
    expect(() => mapOrdered(() => NEVER, { concurrency })).toThrow('a positive integer');
  });
});
