import {
  finalize,
  forkJoin,
  mergeMap,
  NEVER,
  of,
  throwError,
  type Observable,
  type OperatorFunction,
} from 'rxjs';
import { describe, expect, test } from 'vitest';
import { createBatcher, type BatcherConfig } from '../../src/flow/index.ts';
import { marbles } from '../support/marbles.ts';

const full = new Error('full');
const config: BatcherConfig = { maxSize: 3, maxDelayMs: 2, maxWaiting: 4, overflow: () => full };

/** Calls the stream that is named by the items of a batch. */
const by =
  (streams: Readonly<Record<string, Observable<string>>>) =>
  (items: readonly string[]): Observable<string> =>
    streams[items.join('')] ?? throwError(() => new Error(`unexpected call of ${items.join('')}`));

/** Runs every value of the source as an item of one batcher. */
const batched = (
  streams: Readonly<Record<string, Observable<string>>>,
  change: Partial<BatcherConfig> = {},
): OperatorFunction<string, string> => {
  const { run } = createBatcher({ ...config, ...change }, by(streams));
  return mergeMap(run);
};

describe('createBatcher', () => {
  test('joins the items of a delay; those that come during a call form the next one', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -ab-c-d----|');
      const sourceSubs = '   ^----------!';
      const ab = cold('         ----(xy|)');
      const abSubs = '       ---^---!';
      const cd = cold('             ----(zw|)');
      const cdSubs = '       -------^---!';
      const expected = '     -------(xy)(zw|)';
      expectObservable(source.pipe(batched({ ab, cd }))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
      expectSubscriptions(ab.subscriptions).toBe(abSubs);
      expectSubscriptions(cd.subscriptions).toBe(cdSubs);
    });
  });

  test('a full batch starts at once; the delay of the next item counts from its arrival', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  (abc)---d-|');
      const abc = cold('     -(xyz|)');
      const abcSubs = '      ^!';
      const d = cold('                 -(w|)');
      const dSubs = '        ----------^!';
      const expected = '     -(xyz)-----(w|)';
      expectObservable(source.pipe(batched({ abc, d }))).toBe(expected);
      expectSubscriptions(abc.subscriptions).toBe(abcSubs);
      expectSubscriptions(d.subscriptions).toBe(dSubs);
    });
  });

  test('a call has at most maxSize items, the oldest first', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  abcd-----|');
      const ab = cold('       -----(xy|)');
      const abSubs = '       -^----!';
      const cd = cold('            ----(zw|)');
      const cdSubs = '       ------^---!';
      const expected = '     ------(xy)(zw|)';
      expectObservable(source.pipe(batched({ ab, cd }, { maxSize: 2 }))).toBe(expected);
      expectSubscriptions(ab.subscriptions).toBe(abSubs);
      expectSubscriptions(cd.subscriptions).toBe(cdSubs);
    });
  });

  test('an item for which there is no room errors at once; the others do not', () => {
    marbles().run(({ cold, expectObservable }) => {
      const { run } = createBatcher({ ...config, maxWaiting: 2 }, by({ ab: cold('-(xy|)') }));
      expectObservable(run('a')).toBe('---(x|)');
      expectObservable(run('b')).toBe('---(y|)');
      expectObservable(run('c')).toBe('#', undefined, full);
    });
  });

  test('an error of a call goes to its items only, and the next call starts', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const ab = cold('        --#');
      const abSubs = '       --^-!';
      const c = cold('           -(z|)');
      const cSubs = '        ----^!';
      const { run } = createBatcher(config, by({ ab, c }));
      expectObservable(run('a')).toBe('      ----#');
      expectObservable(run('b')).toBe('      ----#');
      expectObservable(run('c'), '---^').toBe('-----(z|)');
      expectSubscriptions(ab.subscriptions).toBe(abSubs);
      expectSubscriptions(c.subscriptions).toBe(cSubs);
    });
  });

  test('results arrive one by one; all results end a call that does not complete', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const ab = cold('        -x-y---');
      const { run } = createBatcher(config, by({ ab }));
      expectObservable(run('a')).toBe('   ---(x|)');
      expectObservable(run('b')).toBe('   -----(y|)');
      expectSubscriptions(ab.subscriptions).toBe('--^--!');
    });
  });

  test('an item that is unsubscribed while it waits is not part of a call', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const b = cold('          -(y|)');
      const { run, waiting } = createBatcher(config, by({ b }));
      expectObservable(run('a'), '^!').toBe('      -');
      expectObservable(run('b'), '-^').toBe('      ----(y|)');
      expectSubscriptions(b.subscriptions).toBe('  ---^!');
      expect(waiting()).toBe(0);
    });
  });

  test('a call goes on when its items have left; the next one starts when it ends', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const ab = cold('        ------x|');
      const c = cold('                -(z|)');
      const { run, waiting } = createBatcher(config, by({ ab, c }));
      expectObservable(run('a'), '^---!').toBe('     -');
      expectObservable(run('b'), '^-----!').toBe('   -');
      expectObservable(run('c'), '---^').toBe('      ----------(z|)');
      expectObservable(run('d'), '---^--!').toBe('   -');
      expectSubscriptions(ab.subscriptions).toBe('   --^------!');
      expectSubscriptions(c.subscriptions).toBe('    ---------^!');
      flush();
      expect(waiting()).toBe(0);
    });
  });

  test('disposing ends the call, and completes its items and those that wait', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const ab = cold('        -x----');
      const batcher = createBatcher(config, by({ ab }));
      const { run } = batcher;
      const dispose$ = cold('-----|').pipe(
        finalize(() => {
          batcher[Symbol.dispose]();
        }),
      );
      expectObservable(run('a')).toBe('         ---(x|)');
      expectObservable(run('b')).toBe('         -----|');
      expectObservable(run('c'), '---^').toBe(' -----|');
      expectObservable(run('d'), '------^').toBe('------|');
      expectObservable(dispose$).toBe('         -----|');
      expectSubscriptions(ab.subscriptions).toBe('--^--!');
    });
  });

  test('a call that errors at once fails its own items, is not repeated, and leaves those that wait', () => {
    const failed = new Error('call');
    const calls: string[] = [];
    marbles().run(({ cold, expectObservable }) => {
      const ab = cold('        ----(xy|)');
      const f = cold('             -(w|)');
      const call = by({ ab, f, de: throwError(() => failed) });
      const { run } = createBatcher<string, string>({ ...config, maxSize: 2 }, (items) => {
        calls.push(items.join(''));
        return call(items);
      });
      expectObservable(run('a')).toBe('                       ----(x|)');
      expectObservable(run('b')).toBe('                       ----(y|)');
      // The failure of d unsubscribes e, which must not remove f from the queue.
      expectObservable(forkJoin([run('d'), run('e')]), '-^').toBe('----#', undefined, failed);
      expectObservable(run('f'), '--^').toBe('                -----(w|)');
    });
    expect(calls).toEqual(['ab', 'de', 'f']);
  });

  test.each([
    ['never', '-', '-', '^'],
    ['empty', '--|', '--|', '^-!'],
    ['an error of the source', '-#', '-#', '^!'],
  ])('%s', (_, diagram, expected, subscriptions) => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(diagram);
      expectObservable(source.pipe(batched({}))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subscriptions);
    });
  });

  test('early unsubscription removes the items that wait; the call ends by itself', () => {
    marbles().run(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const source = hot('   ab----c--');
      const ab = cold('        -x-----y');
      const abSubs = '       --^------!';
      const unsub = '        -------!';
      expectObservable(source.pipe(batched({ ab })), unsub).toBe('---x----');
      expectSubscriptions(ab.subscriptions).toBe(abSubs);
    });
  });

  test('an exception in the call and a missing result are errors of the items', () => {
    marbles().run(({ expectObservable }) => {
      const thrown = new Error('call');
      const throws = createBatcher<string, string>(config, () => {
        throw thrown;
      });
      expectObservable(throws.run('a')).toBe('--#', undefined, thrown);
    });
    const seen: string[] = [];
    const { run } = createBatcher<string, string>({ ...config, maxSize: 2 }, () => of('x'));
    for (const item of ['a', 'b'])
      run(item).subscribe({
        next: (value) => seen.push(value),
        error: (error: unknown) => seen.push(String(error)),
      });
    expect(seen).toEqual(['x', 'MillraceError: createBatcher: expected one result per item, received 1.']);
  });

  test('synchronous calls of more items than one call holds', () => {
    const calls: string[] = [];
    const { run, waiting } = createBatcher<string, string>({ ...config, maxSize: 2 }, (items) => {
      calls.push(items.join(''));
      return of(...items);
    });
    const seen: string[] = [];
    of('a', 'b', 'c', 'd', 'e')
      .pipe(mergeMap(run))
      .subscribe((value) => seen.push(value));
    expect([calls, seen, waiting()]).toEqual([['ab', 'cd'], ['a', 'b', 'c', 'd'], 1]);
  });

  test.each([
    ['maxSize', 0],
    ['maxDelayMs', -1],
    ['maxWaiting', 1.5],
  ])('throws for %s %s', (name, value) => {
    expect(() => createBatcher({ ...config, [name]: value }, () => NEVER)).toThrow(name);
  });
});
