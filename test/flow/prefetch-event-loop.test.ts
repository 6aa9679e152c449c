import { concatMap, EMPTY, from, of, range } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { prefetch } from '../../src/flow/index.ts';
import { createLetters, releasedAtOnce, type Letter } from './letters.ts';

const turn = of(0);

describe('prefetch and the event loop', () => {
  test('10,000 synchronous batches, released during delivery, do not grow the stack', () => {
    const letters = createLetters();
    let deepest = 0;
    const measure = (): void => {
      Error.stackTraceLimit = Infinity;
      deepest = Math.max(deepest, (new Error().stack ?? '').split('\n').length);
      Error.stackTraceLimit = 10;
    };
    const names: string[] = [];
    range(0, 10_000)
      .pipe(
        prefetch({ depth: 2, turn }, (value) => {
          if (value % 100 === 0) measure();
          // Every third load is empty, which returns its credit immediately too.
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

  test('10,000 batches released outside a delivery do not grow the stack', async () => {
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

  test('the event loop turns between two deliveries of synchronous batches', async () => {
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

  test('a promised batch that arrives after unsubscription is disposed', async () => {
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

  test('delivers the batches of promises and passes on a rejection', async () => {
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
});
