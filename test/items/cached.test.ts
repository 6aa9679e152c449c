import * as E from 'fp-ts/lib/Either.js';
import { defer, EMPTY, from, map, NEVER, of, throwError, type OperatorFunction } from 'rxjs';
import { describe, expect, test } from 'vitest';
import {
  createRng,
  type FoundPixels,
  type Image,
  type ImageSize,
  type Item,
  type ItemError,
  type ItemStore,
  type MadePixels,
} from '../../src/core/index.ts';
import { cached, resize, type CachedConfig, type ItemTransform } from '../../src/items/index.ts';
import { collect } from '../support/collect.ts';
import { marbles } from '../support/marbles.ts';
import { fileAt, grey } from './fake-files.ts';

type Outcome = E.Either<ItemError, Item>;

const a = fileAt(0, '/a.jpg');
const b = fileAt(1, '/b.jpg');
const stamp = { path: '', bytes: 1, modified: 1 };
const found: FoundPixels = { stamp, pixels: grey(1) };
const missing: FoundPixels = { stamp, pixels: null };
const right = (file: Image, pixels = grey(2), source?: ImageSize): Outcome =>
  E.right({ file, pixels, ...(source === undefined ? {} : { source }) });

/** A store with the given lookup that records stored pixels. */
function storeOf(find: ItemStore['find']): ItemStore & { readonly kept: MadePixels[] } {
  const kept: MadePixels[] = [];
  return {
    kept,
    find,
    keep: (_, made) =>
      defer(() => {
        kept.push(made);
        return EMPTY;
      }),
  };
}

const config = (store: ItemStore, rest: Partial<CachedConfig> = {}): CachedConfig => ({
  store,
  transforms: [resize(2)],
  split: 'train',
  rng: createRng(1),
  epoch: 0,
  ...rest,
});

describe('cached', () => {
  test('does not load stored images; keeps the order of the source', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('(ab|)', { a, b });
      const finds = { '/a.jpg': cold('-(p|)', { p: found }), '/b.jpg': cold('-(m|)', { m: missing }) };
      const loads = cold('  --(q|)', { q: right(b) });
      const expected = '    ---(xy|)';
      const store = storeOf((path) => finds[path as '/a.jpg']);
      const onlyLoads: OperatorFunction<Image, Outcome> = () => loads;
      expectObservable(source.pipe(cached(config(store), onlyLoads))).toBe(expected, {
        x: right(a, grey(1)),
        y: right(b),
      });
      expectSubscriptions(finds['/b.jpg'].subscriptions).toBe('^!');
      expectSubscriptions(loads.subscriptions).toBe('-^-!');
    });
  });

  test('never, empty, errors, and early unsubscription, also of an endless source', () => {
    marbles().run(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const store = storeOf(() => of(missing));
      const slow = cold<Outcome>('-----(q|)');
      const load = () => slow;
      expectObservable(NEVER.pipe(cached(config(store), load))).toBe('-');
      expectObservable(cold<Image>('-|').pipe(cached(config(store), load))).toBe('-|');
      expectObservable(cold<Image>('-#').pipe(cached(config(store), load))).toBe('-#');
      const unending = hot('a-a-a-a', { a });
      const kept = storeOf(() => of(found));
      // It emits only once the source completes.
      expectObservable(unending.pipe(cached(config(kept), load)), '---!').toBe('----');
      expectSubscriptions(unending.subscriptions).toBe('^--!');
      const fails = () => throwError(() => new Error('no decoder'));
      expectObservable(of(a).pipe(cached(config(store), fails))).toBe('#', {}, new Error('no decoder'));
      expectObservable(of(b).pipe(cached(config(store), load)), '--!').toBe('---');
      expectSubscriptions(slow.subscriptions).toBe('^-!');
    });
  });

  test('stores pixels that are not random: of the target shape, in validation, or squished', async () => {
    const square = { height: 9, width: 9 };
    const wide = { height: 9, width: 20 };
    const keeps = async (size: ImageSize | undefined, rest: Partial<CachedConfig> = {}): Promise<number> => {
      const store = storeOf(() => of(missing));
      await collect(
        of(a).pipe(
          cached(
            config(store, rest),
            map((file) => right(file, grey(3), size)),
          ),
        ),
      );
      return store.kept.length;
    };
    expect(await keeps(square)).toBe(1);
    expect(await keeps(wide)).toBe(0);
    expect(await keeps(wide, { split: 'valid' })).toBe(1);
    expect(await keeps(wide, { transforms: [resize(2, { method: 'squish' })] })).toBe(1);
    // The source size is unknown.
    expect(await keeps(undefined)).toBe(0);
    // Equal draws would give the same steps.
    const shifted: ItemTransform = {
      name: 'shifted',
      settings: {},
      choose: ({ height, width }, draw) => {
        const left = Math.round((draw() - draw()) * width);
        return [{ box: { left, top: 0, height, width }, padMode: 'zeros', resizeTo: { height, width } }];
      },
      steps: () => [],
    };
    expect(await keeps(square, { transforms: [shifted] })).toBe(0);
    expect(await keeps(square, { transforms: [shifted], split: 'valid' })).toBe(1);
  });

  test('does not store damaged images, so that each run reports them', async () => {
    const store = storeOf(() => of(missing));
    const source = { height: 9, width: 9 };
    const torn: Outcome = E.right({ file: a, pixels: grey(3), source, damage: 'half of it is grey' });
    expect(await collect(of(a).pipe(cached(config(store), () => of(torn))))).toEqual([torn]);
    expect(store.kept).toEqual([]);
  });

  test('stores pixels with their origin; bad images and deleted files are not stored', async () => {
    const store = storeOf((path) => of({ stamp: path === '/2.jpg' ? null : stamp, pixels: null }));
    const source = { height: 9, width: 9 };
    const bad = E.left({ _tag: 'ItemError', file: fileAt(1), reason: 'no image' } as const);
    const load = map((file: Image): Outcome =>
      file.index === 1 ? bad : right(file, grey(file.index), source),
    );
    const files = from([0, 1, 2].map((i) => fileAt(i)));
    const outcomes = await collect(files.pipe(cached(config(store), load)));
    expect(outcomes.map((each) => E.isRight(each))).toEqual([true, false, true]);
    const box = { left: 0, top: 0, height: 9, width: 9 };
    const steps = [{ box, padMode: 'reflection', resizeTo: { height: 2, width: 2 } }];
    expect(store.kept).toEqual([{ source, steps, pixels: grey(0) }]);
  });
});
