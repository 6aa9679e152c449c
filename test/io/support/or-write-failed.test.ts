import { describe, expect, test } from 'vitest';
import { MillraceError, writeFailed } from '../../../src/core/index.ts';
import { orWriteFailed, toWriteFailed } from '../../../src/io/support/or-write-failed.ts';
import { marbles } from '../../support/marbles.ts';

describe('orWriteFailed', () => {
  test('converts an error, with the path and the reason', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const message = "ENOSPC: no space left on device, open '/a/b'";
      const cause = Object.assign(new Error(message), { code: 'ENOSPC', syscall: 'open', path: '/a/b' });
      const advice = 'Free some disk space, or choose another folder with --out.';
      const detail = writeFailed('/a/b', 'a writable file', 'no space left on the disk', advice);
      const error = new MillraceError(detail, { cause });
      const source = cold('  -a-#', undefined, cause);
      const sourceSubs = '   ^--!';
      const expected = '     -a-#';
      expectObservable(source.pipe(orWriteFailed('/a/b'))).toBe(expected, undefined, error);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test.each([
    ['EISDIR', 'Choose another path with --out.'],
    ['EACCES', 'Choose a folder that you may write to with --out.'],
    ['EDQUOT', 'Free some disk space, or choose another folder with --out.'],
    ['ENOENT', 'Choose another folder with --out.'],
  ])('advice for %s', (code, advice) => {
    const cause = Object.assign(new Error(code), { code });
    expect(toWriteFailed(cause, '/a/b').detail.advice).toBe(advice);
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

  test('endless, unsubscribed early', () => {
    marbles().run(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('-a-a-a');
      expectObservable(source.pipe(orWriteFailed('/a/b')), '^---!').toBe('-a-a-');
      expectSubscriptions(source.subscriptions).toBe('^---!');
    });
  });
});
