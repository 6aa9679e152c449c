import { concat, expand, forkJoin, take, toArray } from 'rxjs';
import { expect, test } from 'vitest';
import { collect } from '../../support/collect.ts';
import { localCollectives, type LocalCollective } from '../../support/local-collectives.ts';
import { marbles } from '../../support/marbles.ts';

test('an operation emits in every process when the last one has subscribed', () => {
  marbles().run(({ cold, expectObservable }) => {
    const [first, second] = localCollectives(2) as [LocalCollective, LocalCollective];
    const values = new Float32Array([1, 2]);
    const others = new Float32Array([10, 20]);
    const late = cold('---|');
    expectObservable(first.allReduce$(values)).toBe('---(a|)', { a: new Float32Array([11, 22]) });
    expectObservable(concat(late, second.allReduce$(others))).toBe('---(a|)', {
      a: new Float32Array([11, 22]),
    });
  });
});

test('a barrier completes when the last process has subscribed', () => {
  marbles().run(({ cold, expectObservable }) => {
    const [first, second] = localCollectives(2) as [LocalCollective, LocalCollective];
    expectObservable(first.barrier$).toBe('---|');
    expectObservable(concat(cold('---|'), second.barrier$)).toBe('---|');
  });
});

test('values are summed in rank order, in their own precision', async () => {
  const collectives = localCollectives(3);
  const parts = [1, 2 ** -24, 2 ** -24].map((value) => new Float32Array([value, 1 / 3]));
  await collect(forkJoin(collectives.map((one, rank) => one.allReduce$(parts[rank]!))));
  // The exact sum is larger: each small part is lost when it is added to 1.
  for (const part of parts) expect([...part]).toEqual([1, 1]);
  const doubles = [1, 2 ** -24, 2 ** -24].map((value) => new Float64Array([value]));
  await collect(forkJoin(collectives.map((one, rank) => one.allReduce$(doubles[rank]!))));
  for (const part of doubles) expect([...part]).toEqual([1 + 2 ** -23]);
});

test('with the wire bfloat16, parts and sum are rounded to 8 bits', async () => {
  const collectives = localCollectives(2);
  const parts = [1 + 2 ** -8, 3 * 2 ** -8].map((value) => new Float32Array([value]));
  await collect(forkJoin(collectives.map((one, rank) => one.allReduce$(parts[rank]!, { wire: 'bfloat16' }))));
  // The first part is rounded to 1, the sum 1 + 3 / 256 to 1 + 2 / 128: ties to even.
  for (const part of parts) expect([...part]).toEqual([1 + 2 ** -6]);
});

test('bytes are broadcast from process 0, and gathered by rank', async () => {
  const collectives = localCollectives(3);
  const bytes = [[], [1], [2, 3]].map((list) => new Uint8Array(list));
  const [gathered] = await collect(forkJoin(collectives.map((one, rank) => one.allGather$(bytes[rank]!))));
  expect(gathered).toEqual([bytes, bytes, bytes]);
  const [sent] = await collect(forkJoin(collectives.map((one, rank) => one.broadcast$(bytes[2 - rank]!))));
  expect(sent).toEqual([bytes[2], bytes[2], bytes[2]]);
});

test('a long loop of operations needs no deep stack', async () => {
  const loops = localCollectives(2).map((one) => {
    const values = new Float32Array([1]);
    return one.allReduce$(values).pipe(
      expand(() => one.allReduce$(values)),
      take(5000),
      toArray(),
    );
  });
  const [counts] = await collect(forkJoin(loops));
  expect(counts!.map((list) => list.length)).toEqual([5000, 5000]);
});

test('when a process fails, pending and later operations of the others error', () => {
  marbles().run(({ cold, expectObservable }) => {
    const [first, second, third] = localCollectives(3) as [LocalCollective, LocalCollective, LocalCollective];
    const failed = expect.objectContaining({
      message: 'process 2 of 3: BadData: no images. `resume` continues from the last checkpoint.',
      detail: expect.objectContaining({ _tag: 'ProcessLost' }) as unknown,
    }) as unknown;
    expectObservable(first.barrier$).toBe('--#', undefined, failed);
    expectObservable(concat(cold('---|'), third.barrier$)).toBe('---#', undefined, failed);
    cold('--|').subscribe({ complete: () => second.fail('BadData: no images') });
  });
});

test('different operations at the same time are a mistake of the program', async () => {
  const [first, second] = localCollectives(2) as [LocalCollective, LocalCollective];
  const values = new Float32Array(2);
  await expect(
    collect(forkJoin([first.allReduce$(values), second.allReduce$(new Float32Array(3))])),
  ).rejects.toThrow(
    'process 2 of 2: expected allReduce$ of 2 Float32Array, received allReduce$ of 3 Float32Array.',
  );
});
