import { describe, test } from 'vitest';
import { MillraceError } from '../../../src/core/index.ts';
import { orWriteFailed } from '../../../src/io/support/or-write-failed.ts';
import { marbles } from '../../support/marbles.ts';

describe('orWriteFailed', () => {
  test('an error says where and why', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const cause = new Error('ENOSPC');
      const advice = 'Make room, or choose another folder with --out.';
      const detail = { where: '/a/b', expected: 'to write it', received: 'ENOSPC', advice };
      const error = new MillraceError({ _tag: 'WriteFailed', ...detail }, { cause });
      const source = cold('  -a-#', undefined, cause);
      const sourceSubs = '   ^--!';
      const expected = '     -a-#';
      expectObservable(source.pipe(orWriteFailed('/a/b'))).toBe(expected, undefined, error);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test.each([
    ['never', '-', '-', '^'],
    ['empty', '--|', '--|', '^-!'],
    ['many', '-ab|', '-ab|', '^--!'],
  ])('%s', (_, diagram, expected, subscriptions) => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(diagram);
      expectObservable(source.pipe(orWriteFailed('/a/b'))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subscriptions);
    });
  });

  test('endless, until it is unsubscribed', () => {
    marbles().run(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('-a-a-a');
      expectObservable(source.pipe(orWriteFailed('/a/b')), '^---!').toBe('-a-a-');
      expectSubscriptions(source.subscriptions).toBe('^---!');
    });
  });
});
