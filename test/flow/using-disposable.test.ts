import { concat, of } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { usingDisposable } from '../../src/flow/index.ts';
import { marbles } from '../support/marbles.ts';

/** Returns a factory of resources that note the frames of their creation and disposal. */
const noted =
  (now: () => number, notes: string[] = []) =>
  (): Disposable => {
    notes.push(`created ${now()}`);
    return { [Symbol.dispose]: () => notes.push(`disposed ${now()}`) };
  };

const failure = new Error('out of order');
const fails = (): never => {
  throw failure;
};

describe('usingDisposable', () => {
  test('creates the resource on subscription and disposes it on completion', () => {
    const scheduler = marbles();
    const notes: string[] = [];
    scheduler.run(({ cold, expectObservable, expectSubscriptions }) => {
      const body = cold('  -a-b-|');
      const expected = '   -a-b-|';
      const bodySubs = '   ^----!';
      expectObservable(usingDisposable(noted(scheduler.now.bind(scheduler), notes), () => body)).toBe(
        expected,
      );
      expectSubscriptions(body.subscriptions).toBe(bodySubs);
      expect(notes).toEqual([]);
    });
    expect(notes).toEqual(['created 0', 'disposed 5']);
  });

  test.each([
    ['never', '-', '-', '^', ['created 0']],
    ['empty', '|', '|', '(^!)', ['created 0', 'disposed 0']],
    ['one', '-(a|)', '-(a|)', '^!', ['created 0', 'disposed 1']],
    ['an error of the body', '-a-#', '-a-#', '^--!', ['created 0', 'disposed 3']],
  ])('%s', (_, diagram, expected, bodySubs, expectedNotes) => {
    const scheduler = marbles();
    const notes: string[] = [];
    scheduler.run(({ cold, expectObservable, expectSubscriptions }) => {
      const body = cold(diagram);
      expectObservable(
        usingDisposable(
          noted(() => scheduler.now(), notes),
          () => body,
        ),
      ).toBe(expected);
      expectSubscriptions(body.subscriptions).toBe(bodySubs);
    });
    expect(notes).toEqual(expectedNotes);
  });

  test('an endless body, unsubscribed early', () => {
    const scheduler = marbles();
    const notes: string[] = [];
    scheduler.run(({ hot, expectObservable, expectSubscriptions }) => {
      const body = hot('-a-b-a-b-');
      const unsub = '   ----!';
      expectObservable(
        usingDisposable(
          noted(() => scheduler.now(), notes),
          () => body,
        ),
        unsub,
      ).toBe('-a-b-');
      expectSubscriptions(body.subscriptions).toBe('^---!');
    });
    expect(notes).toEqual(['created 0', 'disposed 4']);
  });

  test('an exception in create errors the stream; the body is not called', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const body = cold('-a-|');
      expectObservable(usingDisposable(fails, () => body)).toBe('#', {}, failure);
      expectSubscriptions(body.subscriptions).toBe([]);
    });
  });

  test('an exception in body errors the stream and disposes the resource', () => {
    const scheduler = marbles();
    const notes: string[] = [];
    scheduler.run(({ expectObservable }) => {
      expectObservable(
        usingDisposable(
          noted(() => scheduler.now(), notes),
          fails,
        ),
      ).toBe('#', {}, failure);
    });
    expect(notes).toEqual(['created 0', 'disposed 0']);
  });

  test('the body receives the resource; each subscription has its own', () => {
    let count = 0;
    const create = () => ({ name: `disposable ${count++}`, [Symbol.dispose]: () => {} });
    const output = usingDisposable(create, ({ name }) => of(name));
    const seen: string[] = [];
    output.subscribe((name) => seen.push(name));
    output.subscribe((name) => seen.push(name));
    expect(seen).toEqual(['disposable 0', 'disposable 1']);
  });

  test('disposes the resource before the next stream of concat starts', () => {
    const order: string[] = [];
    concat(
      usingDisposable(
        () => ({ [Symbol.dispose]: () => order.push('disposed') }),
        () => of('body'),
      ),
      of('after'),
    ).subscribe((value) => order.push(value));
    expect(order).toEqual(['body', 'disposed', 'after']);
  });
});
