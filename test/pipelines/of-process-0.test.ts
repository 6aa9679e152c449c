import { of } from 'rxjs';
import { expect, test } from 'vitest';
import { ofProcess0 } from '../../pipelines/of-process-0.ts';
import { alone } from '../../src/index.ts';
import { collect } from '../support/collect.ts';
import { marbles } from '../support/marbles.ts';

test('emits the value of process 0', () => {
  marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('    -(a|)', { a: { own: 1 } });
    const sourceSubs = '     ^!';
    const broadcast = cold(' -(b|)', { b: new TextEncoder().encode('{"its":2}') });
    const expected = '       --(b|)';
    const collective = { ...alone, size: 2, rank: 1, broadcast$: () => broadcast };
    expectObservable(source.pipe(ofProcess0({ collective }))).toBe(expected, { b: { its: 2 } });
    expectSubscriptions(source.subscriptions).toBe(sourceSubs);
  });
});

test('one process keeps its own', async () => {
  expect(await collect(of(1).pipe(ofProcess0({ collective: alone })))).toEqual([1]);
});
