import { from, NEVER } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { createRng } from '../../src/core/index.ts';
import { shuffle, shuffled } from '../../src/files/index.ts';
import { collect } from '../support/collect.ts';
import { marbles } from '../support/marbles.ts';

const letters = (text: string): readonly string[] => text.split('');

const order = (seed: number, epoch: number, text = 'abc'): string =>
  shuffle(letters(text), createRng(seed), epoch).join('');

// The first seed that gives the order of the diagram.
const rng = createRng(
  Array.from({ length: 100 }, (_, seed) => seed).find((seed) => order(seed, 0) === 'bca') ?? 0,
);

describe('shuffled', () => {
  test('emits the values in random order on completion', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-b-c-|');
      const expected = '     -------(bca|)';
      expectObservable(source.pipe(shuffled(rng, 0))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe('^------!');
    });
  });

  test('never, empty, one, error, early unsubscription', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      expectObservable(NEVER.pipe(shuffled(rng, 0))).toBe('-');
      expectObservable(cold('---|').pipe(shuffled(rng, 0))).toBe('---|');
      expectObservable(cold('-a-|').pipe(shuffled(rng, 0))).toBe('---(a|)');
      expectObservable(cold('-a-#').pipe(shuffled(rng, 0))).toBe('---#');
      const endless = cold('-a-a-a-a');
      expectObservable(endless.pipe(shuffled(rng, 0)), '----!').toBe('-----');
      expectSubscriptions(endless.subscriptions).toBe('^---!');
    });
  });

  test('the order is a function of seed and epoch', async () => {
    const text = 'abcdefghij';
    const shuffledOnce = async (seed: number, epoch: number) =>
      (await collect(from(letters(text)).pipe(shuffled(createRng(seed), epoch)))).join('');
    expect(await shuffledOnce(1, 0)).toBe(order(1, 0, text));
    expect(await shuffledOnce(1, 0)).toBe(await shuffledOnce(1, 0));
    expect(new Set([order(1, 0, text), order(1, 1, text), order(2, 0, text)]).size).toBe(3);
    expect(
      letters(order(1, 0, text))
        .toSorted()
        .join(''),
    ).toBe(text);
  });
});
