import { defer, map, of, range, tap } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { Batch } from '../../src/core/index.ts';
import { prefetch } from '../../src/flow/index.ts';
import { marbles } from '../support/marbles.ts';
import { createLetters, loads, releasedAfter, releasedAtOnce } from './letters.ts';

const turn = of(0);

describe('prefetch', () => {
  test('loads ahead, in order, at most depth at once', () => {
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

  test('loads at most depth batches for a slow consumer', () => {
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

  test('depth 1 loads the next batch when the previous one is released', () => {
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

  test('an empty load makes room for the next', () => {
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

  test('uses only the first of several batches of a load', () => {
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

  test('each subscription loads separately', () => {
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

  test('accepts a Batch of core as a lease, even after with()', () => {
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

  test.each([0, -1, 1.5, Number.NaN, Infinity])('throws for depth %s', (depth) => {
    expect(() => prefetch({ depth }, () => of(createLetters().make('x')))).toThrow('a positive integer');
  });
});
