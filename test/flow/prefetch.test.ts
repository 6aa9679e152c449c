import {
  concatMap,
  defer,
  EMPTY,
  from,
  map,
  NEVER,
  of,
  range,
  take,
  tap,
  throwError,
  type Observable,
} from 'rxjs';
import type { TestScheduler } from 'rxjs/testing';
import { describe, expect, test } from 'vitest';
import { Batch } from '../../src/core/index.ts';
import { prefetch } from '../../src/flow/index.ts';
import { marbles } from '../support/marbles.ts';
import { createLetters, type Letter, type Letters } from './letters.ts';

const turn = of(0);

/** Loads by the name of the value; the letters they emit become leases. */
const loads =
  (letters: Letters, streams: Readonly<Record<string, Observable<string>>>) =>
  (name: string): Observable<Letter> =>
    (streams[name] ?? NEVER).pipe(map((letter) => letters.make(letter)));

/** A consumer that takes every batch at once and releases it some frames later. */
const releasedAfter =
  (frames: number, scheduler: TestScheduler) =>
  (batches: Observable<Letter>): Observable<string> =>
    batches.pipe(
      tap((batch) =>
        scheduler.schedule(() => {
          batch[Symbol.dispose]();
        }, frames),
      ),
      map(({ name }) => name),
    );

const releasedAtOnce = (batches: Observable<Letter>): Observable<string> =>
  batches.pipe(
    map((batch) => {
      batch[Symbol.dispose]();
      return batch.name;
    }),
  );

describe('prefetch', () => {
  test('loads ahead, in order, never more than depth', () => {
    const scheduler = marbles();
    scheduler.run(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const letters = createLetters();
      const source = cold('  (abc|)');
      const sourceSubs = '   (^!)';
      const a = cold('       -(x|)');
      const aSubs = '        ^!';
      const b = cold('       ---(y|)');
      const bSubs = '        ^--!';
      const c = cold('           --(z|)');
      const cSubs = '        ----^-!';
      const expected = '     -x-y--(z|)';
      const output = source.pipe(
        prefetch({ depth: 2, turn }, loads(letters, { a, b, c })),
        releasedAfter(3, scheduler),
      );
      expectObservable(output).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
      expectSubscriptions(a.subscriptions).toBe(aSubs);
      expectSubscriptions(b.subscriptions).toBe(bSubs);
      expectSubscriptions(c.subscriptions).toBe(cSubs);
      flush();
      expect(letters.peak()).toBe(2);
      expect(letters.alive.size).toBe(0);
    });
  });

  test('the order does not depend on the speed of the loads', () => {
    const scheduler = marbles();
    scheduler.run(({ cold, expectObservable }) => {
      const letters = createLetters();
      const source = cold('  (abc|)');
      const a = cold('       ------(x|)');
      const b = cold('       -(y|)');
      const c = cold('       ---(z|)');
      const expected = '     ------(xyz|)';
      const output = source.pipe(
        prefetch({ depth: 3, turn }, loads(letters, { a, b, c })),
        releasedAfter(1, scheduler),
      );
      expectObservable(output).toBe(expected);
    });
  });

  test('a slow consumer stops loading at depth, whatever waits', () => {
    const scheduler = marbles();
    scheduler.run(({ expectObservable, flush }) => {
      const letters = createLetters();
      const alive: number[] = [];
      const output = range(0, 20).pipe(
        prefetch({ depth: 3, turn }, (value) => defer(() => of(letters.make(String(value))))),
        tap(() => alive.push(letters.alive.size)),
        releasedAfter(10, scheduler),
        map(() => 'x'),
      );
      const expected = '(xxx)-----(xxx)-----(xxx)-----(xxx)-----(xxx)-----(xxx)-----(xx|)';
      expectObservable(output).toBe(expected);
      flush();
      expect(Math.max(...alive)).toBe(3);
      expect(letters.peak()).toBe(3);
      expect(letters.alive.size).toBe(0);
    });
  });

  test('depth 1 loads the next batch when the one before is released', () => {
    const scheduler = marbles();
    scheduler.run(({ cold, expectObservable, expectSubscriptions }) => {
      const letters = createLetters();
      const source = cold('  (ab|)');
      const a = cold('       -(x|)');
      const b = cold('          -(y|)');
      const bSubs = '        ---^!';
      const expected = '     -x--(y|)';
      const output = source.pipe(
        prefetch({ depth: 1, turn }, loads(letters, { a, b })),
        releasedAfter(2, scheduler),
      );
      expectObservable(output).toBe(expected);
      expectSubscriptions(b.subscriptions).toBe(bSubs);
    });
  });

  test('an empty load gives its place to the next', () => {
    const scheduler = marbles();
    scheduler.run(({ cold, expectObservable, expectSubscriptions }) => {
      const letters = createLetters();
      const source = cold('  (abc|)');
      const a = cold('       --|');
      const b = cold('         -(y|)');
      const bSubs = '        --^!';
      const c = cold('              |');
      const cSubs = '        -------(^!)';
      const expected = '     ---y---|';
      const output = source.pipe(
        prefetch({ depth: 1, turn }, loads(letters, { a, b, c })),
        releasedAfter(4, scheduler),
      );
      expectObservable(output).toBe(expected);
      expectSubscriptions(b.subscriptions).toBe(bSubs);
      expectSubscriptions(c.subscriptions).toBe(cSubs);
    });
  });

  test('of several batches of one load the first counts', () => {
    const scheduler = marbles();
    scheduler.run(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const letters = createLetters();
      const source = cold('  (a|)');
      const a = cold('       -w-x|');
      const aSubs = '        ^!';
      const expected = '     -(w|)';
      const output = source.pipe(prefetch({ depth: 2, turn }, loads(letters, { a })), releasedAtOnce);
      expectObservable(output).toBe(expected);
      expectSubscriptions(a.subscriptions).toBe(aSubs);
      flush();
      expect(letters.alive.size).toBe(0);
    });
  });

  test('waits one turn before each delivery', () => {
    const scheduler = marbles();
    scheduler.run(({ cold, expectObservable }) => {
      const letters = createLetters();
      const source = cold('  (abc|)');
      const tick = cold('    -t');
      const expected = '     -xy(z|)';
      const output = source.pipe(
        prefetch({ depth: 3, turn: tick }, loads(letters, { a: of('x'), b: of('y'), c: of('z') })),
        releasedAfter(0, scheduler),
      );
      expectObservable(output).toBe(expected);
    });
  });

  test('never', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -');
      const sourceSubs = '   ^';
      const expected = '     -';
      expectObservable(source.pipe(prefetch({ depth: 2, turn }, loads(createLetters(), {})))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test('empty', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --|');
      const sourceSubs = '   ^-!';
      const expected = '     --|';
      expectObservable(source.pipe(prefetch({ depth: 2, turn }, loads(createLetters(), {})))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test('an error of the source ends it, stops the loads and disposes what was not handed over', () => {
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

  test('an error of a load ends it, stops the others and disposes what was not handed over', () => {
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

  test('an exception of the callback is an error', () => {
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

  test('early unsubscription stops loading and disposes what was not handed over', () => {
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
      const handedOver: Letter[] = [];
      const output = source.pipe(
        prefetch({ depth: 3, turn }, loads(letters, { a, b, c })),
        tap((batch) => handedOver.push(batch)),
        map(({ name }) => name),
      );
      expectObservable(output, unsub).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
      expectSubscriptions(b.subscriptions).toBe(bSubs);
      expectSubscriptions(c.subscriptions).toBe(cSubs);
      flush();
      expect(letters.peak()).toBe(2);
      expect([...letters.alive]).toEqual(['w']);
      expect(handedOver.map(({ name }) => name)).toEqual(['w']);
    });
  });

  test('early unsubscription while a batch waits for its turn disposes it', () => {
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

  test('unsubscription by the consumer, inside a delivery, starts no load', () => {
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

  test('every subscription loads anew', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const letters = createLetters();
      const source = cold('  (a|)');
      const a = cold('       -(x|)');
      const output = source.pipe(prefetch({ depth: 2, turn }, loads(letters, { a })), releasedAtOnce);
      expectObservable(output, '  ^').toBe('      -(x|)');
      expectObservable(output, '  -----^').toBe(' ------(x|)');
      expectSubscriptions(a.subscriptions).toBe(['^!', '-----^!']);
    });
  });

  test('10,000 batches that are there at once and released at once leave the stack alone', () => {
    const letters = createLetters();
    let deepest = 0;
    const measured = (): void => {
      Error.stackTraceLimit = Infinity;
      deepest = Math.max(deepest, (new Error().stack ?? '').split('\n').length);
      Error.stackTraceLimit = 10;
    };
    const names: string[] = [];
    range(0, 10_000)
      .pipe(
        prefetch({ depth: 2, turn }, (value) => {
          if (value % 100 === 0) measured();
          // Every third load is empty, which gives its credit back at once too.
          return value % 3 === 2 ? EMPTY : of(letters.make(String(value)));
        }),
        releasedAtOnce,
      )
      .subscribe((name) => {
        names.push(name);
      });
    const expected = Array.from({ length: 10_000 }, (_, value) => value).filter((value) => value % 3 !== 2);
    expect(names).toEqual(expected.map(String));
    expect(letters.peak()).toBeLessThanOrEqual(2);
    expect(letters.alive.size).toBe(0);
    expect(deepest).toBeLessThan(200);
  });

  test('released outside of a delivery, 10,000 batches leave the stack alone too', async () => {
    const letters = createLetters();
    const names: string[] = [];
    await new Promise<void>((resolve, reject) => {
      from(Array.from({ length: 10_000 }, (_, value) => String(value)))
        .pipe(
          prefetch({ depth: 2 }, (name) => of(letters.make(name))),
          concatMap(async (batch) => {
            await Promise.resolve();
            batch[Symbol.dispose]();
            return batch.name;
          }),
        )
        .subscribe({ next: (name) => names.push(name), complete: resolve, error: reject });
    });
    expect(names).toHaveLength(10_000);
    expect(names[9_999]).toBe('9999');
    expect(letters.peak()).toBeLessThanOrEqual(2);
  });

  test('the event loop turns between two deliveries, though every batch is there at once', async () => {
    const letters = createLetters();
    const story: string[] = [];
    await new Promise<void>((resolve, reject) => {
      of('a', 'b', 'c')
        .pipe(
          prefetch({ depth: 3 }, (name) => of(letters.make(name))),
          releasedAtOnce,
        )
        .subscribe({
          next: (name) => {
            story.push(name);
            // An immediate set during a delivery runs in the next turn, before the next delivery.
            setImmediate(() => story.push('turn'));
          },
          complete: resolve,
          error: reject,
        });
      story.push('subscribed');
    });
    await new Promise(setImmediate);
    expect(story).toEqual(['subscribed', 'a', 'turn', 'b', 'turn', 'c', 'turn']);
  });

  test('a promised batch that comes after unsubscription is disposed', async () => {
    const letters = createLetters();
    let deliver: (batch: Letter) => void = () => undefined;
    const promise = new Promise<Letter>((resolve) => {
      deliver = resolve;
    });
    const subscription = of('a')
      .pipe(prefetch({ depth: 1 }, () => promise))
      .subscribe();
    subscription.unsubscribe();
    deliver(letters.make('x'));
    expect([...letters.alive]).toEqual(['x']);
    await new Promise(setImmediate);
    expect(letters.alive.size).toBe(0);
  });

  test('promised batches and failures', async () => {
    const letters = createLetters();
    const seen: string[] = [];
    await new Promise<void>((resolve) => {
      of('a', 'b')
        .pipe(
          prefetch({ depth: 1 }, async (name) => {
            await Promise.resolve();
            if (name === 'b') throw new Error('lost');
            return letters.make(name);
          }),
          releasedAtOnce,
        )
        .subscribe({
          next: (name) => seen.push(name),
          error: (error: unknown) => {
            seen.push(String(error));
            resolve();
          },
        });
    });
    expect(seen).toEqual(['a', 'Error: lost']);
    expect(letters.alive.size).toBe(0);
  });

  test('a Batch of core is such a lease, also when it was moved into another', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const batch = new Batch({
        images: null,
        targets: { _tag: 'ClassTargets', classes: new Int32Array(0) },
        files: [],
        skipped: [],
        index: 7,
      });
      const source = cold('  (ab|)');
      const b = cold('       -|');
      const bSubs = '        ^!';
      const expected = '     7|';
      const output = source.pipe(
        prefetch({ depth: 1, turn }, (name) => (name === 'a' ? of(batch) : b.pipe(map(() => batch)))),
        map((delivered) => {
          using moved = delivered.with({});
          return String(moved.index);
        }),
      );
      expectObservable(output).toBe(expected);
      expectSubscriptions(b.subscriptions).toBe(bSubs);
    });
  });

  test('an error of the turn is an error', () => {
    marbles().run(({ cold, expectObservable, flush }) => {
      const letters = createLetters();
      const source = cold('  (a|)');
      const expected = '     #';
      const output = source.pipe(
        prefetch({ depth: 1, turn: throwError(() => 'error') }, loads(letters, { a: of('x') })),
        releasedAtOnce,
      );
      expectObservable(output).toBe(expected);
      flush();
      expect(letters.alive.size).toBe(0);
    });
  });

  test.each([0, -1, 1.5, Number.NaN, Infinity])('refuses depth %s', (depth) => {
    expect(() => prefetch({ depth }, () => of(createLetters().make('x')))).toThrow('a whole number from 1');
  });
});
