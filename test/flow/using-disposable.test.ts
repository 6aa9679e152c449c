import { concat, of } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { usingDisposable } from '../../src/flow/index.ts';
import { marbles } from '../support/marbles.ts';

/** Notes the frames at which it is made and disposed. */
const noted =
  (now: () => number, notes: string[] = []) =>
  (): Disposable => {
    notes.push(`made ${now()}`);
    return { [Symbol.dispose]: () => notes.push(`disposed ${now()}`) };
  };

const failure = new Error('out of order');
const fails = (): never => {
  throw failure;
};

describe('usingDisposable', () => {
  test('it is made at the subscription, and disposed at the end', () => {
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
    expect(notes).toEqual(['made 0', 'disposed 5']);
  });

  test.each([
    ['never', '-', '-', '^', ['made 0']],
    ['empty', '|', '|', '(^!)', ['made 0', 'disposed 0']],
    ['one', '-(a|)', '-(a|)', '^!', ['made 0', 'disposed 1']],
    ['an error', '-a-#', '-a-#', '^--!', ['made 0', 'disposed 3']],
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

  test('endless, until it is unsubscribed', () => {
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
    expect(notes).toEqual(['made 0', 'disposed 4']);
  });

  test('where it cannot be made, there is no body', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const body = cold('-a-|');
      expectObservable(usingDisposable(fails, () => body)).toBe('#', {}, failure);
      expectSubscriptions(body.subscriptions).toBe([]);
    });
  });

  test('a body that throws is an error, and what was made is disposed', () => {
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
    expect(notes).toEqual(['made 0', 'disposed 0']);
  });

  test('the body is given what was made; each subscription has its own', () => {
    let count = 0;
    const create = () => ({ name: `disposable ${count++}`, [Symbol.dispose]: () => {} });
    const output = usingDisposable(create, ({ name }) => of(name));
    const seen: string[] = [];
    output.subscribe((name) => seen.push(name));
    output.subscribe((name) => seen.push(name));
    expect(seen).toEqual(['disposable 0', 'disposable 1']);
  });

  test('it is disposed before what comes after it begins', () => {
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
