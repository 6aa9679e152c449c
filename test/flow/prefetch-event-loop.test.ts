import { concatMap, EMPTY, from, of, range } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { prefetch } from '../../src/flow/index.ts';
import { createLetters, releasedAtOnce, type Letter } from './letters.ts';

const turn = of(0);

describe('prefetch and the event loop', () => {
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
});
