import { expect, test } from 'vitest';
import { of } from 'rxjs';
import { sharded } from '../../src/flow/index.ts';
import { collect } from '../support/collect.ts';
import { marbles } from '../support/marbles.ts';

const chunks = { a: [1, 2, 3, 4], b: [5, 6, 7], w: [1, 2], x: [5], y: [3, 4], z: [6, 7] };

test('takes the share of a process from each chunk', () => {
  marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('  -a-b-|', chunks);
    const sourceSubs = '   ^----!';
    const [first, second] = [0, 1].map((rank) => source.pipe(sharded({ rank, size: 2 })));
    expectObservable(first!).toBe('-w-x-|', chunks);
    expectObservable(second!).toBe('-y-z-|', chunks);
    expectSubscriptions(source.subscriptions).toBe([sourceSubs, sourceSubs]);
  });
});

test('shares are disjoint, complete and as equal as possible; they may be empty', async () => {
  for (const size of [1, 2, 3, 7])
    for (const length of [0, 1, 6, 10]) {
      const chunk = Array.from({ length }, (_, i) => i);
      const shares = await Promise.all(
        Array.from(
          { length: size },
          async (_, rank) => (await collect(of(chunk).pipe(sharded({ rank, size }))))[0]!,
        ),
      );
      expect(shares.flat()).toEqual(chunk);
      const sizes = shares.map((share) => share.length);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }
});
