import { resolve } from 'node:path';
import { NEVER, of } from 'rxjs';
import { describe, expect, test } from 'vitest';
import type { FoundImage } from '../../../src/serving/index.ts';
import { inPlace } from '../../../tui/commands/in-place.ts';
import { collect } from '../../support/collect.ts';
import { marbles } from '../../support/marbles.ts';

const found: readonly FoundImage[] = [{ path: 'a' }, { path: 'x', error: 'gone' }, { path: 'b' }];
const [a, x, b] = found as [FoundImage, FoundImage, FoundImage];
/** The process answers with absolute paths. */
const values = { p: { path: resolve('a') }, q: { path: resolve('b') } };
const outputs = { p: a, x, q: b };

describe('inPlace', () => {
  test('emits results by the paths of the arguments, and the reasons in their places', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const work = cold('-p-(q|)', values);
      const output = '   -p-(xq|)';
      expectObservable(inPlace(found, () => work)).toBe(output, outputs);
      expectSubscriptions(work.subscriptions).toBe('^--!');
    });
  });

  test('passes on an error and an unsubscription', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      expectObservable(inPlace(found, () => cold('-p-#', values))).toBe('-p-#', outputs);
      const work = cold('-p-----', values);
      expectObservable(inPlace(found, () => work), '---!').toBe('-p--', outputs); // prettier-ignore
      expectSubscriptions(work.subscriptions).toBe('^--!');
      expectObservable(inPlace(found, () => NEVER)).toBe('-');
    });
  });

  test('each subscription starts anew; the work receives absolute paths', async () => {
    const received: unknown[] = [];
    const all$ = inPlace(found, (images) => {
      received.push(images);
      return of(values.p, values.q);
    });
    expect([await collect(all$), await collect(all$)]).toEqual([found, found]);
    expect(received[0]).toEqual([
      { path: resolve('a'), index: 0 },
      { path: resolve('b'), index: 2 },
    ]);
    expect(await collect(inPlace([x], () => of()))).toEqual([x]);
  });
});
