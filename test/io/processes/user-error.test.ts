import { describe, expect, test } from 'vitest';
import { badOption, describeError, MillraceError, type AppError } from '../../../src/core/index.ts';
import { userError } from '../../../src/io/index.ts';

/** Gives an exception a stack of these frames. */
const thrown = (error: Error, frames: readonly string[]): Error => {
  error.stack = [`${error.name}: ${error.message}`, ...frames.map((frame) => `    at ${frame}`)].join('\n');
  return error;
};

const root = new URL('../../..', import.meta.url);
const ours = `run (${root.href}src/learner/run.ts:10:3)`;
const rxjs = `Object.next (${root.href}node_modules/rxjs/dist/cjs/internal/Subscriber.js:161:30)`;
const node = 'node:internal/modules/run_main:64:7';

const errorOf = (cause: unknown): AppError | null =>
  userError(cause, { file: '/home/me/mine.ts', tag: 'PipelineFailed', expected: 'a pipeline that runs' });

describe('userError', () => {
  test("an exception in the user's file has file, line and only the user's frames", () => {
    const error = errorOf(
      thrown(new TypeError('x is not a function'), [
        'helper (file:///home/me/helper.ts:3:7)',
        rxjs,
        'Object.run (file:///home/me/my%20photos/mine.ts:12:5)',
        ours,
        node,
      ]),
    );
    expect(error?._tag).toBe('PipelineFailed');
    expect(describeError(error!)).toBe(
      '/home/me/helper.ts:3:7: expected a pipeline that runs, received TypeError: x is not a function\n' +
        '  called from /home/me/my photos/mine.ts:12:5.',
    );
  });

  test.each([
    ['parentheses', 'run (file:///home/me/a%20(b)/mine.ts:12:5)', '/home/me/a (b)/mine.ts:12:5'],
    ['parentheses, at the top of a file', 'file:///home/me/a(b)/mine.ts:1:2', '/home/me/a(b)/mine.ts:1:2'],
    ['a per cent sign, in CommonJS', 'run (/home/me/100%/mine.cts:3:4)', '/home/me/100%/mine.cts:3:4'],
    ['a per cent sign, as a URL', 'file:///home/me/100%25/mine.ts:3:4', '/home/me/100%/mine.ts:3:4'],
    ['an invalid URL', 'file:///home/me/100%/mine.ts:3:4', 'file:///home/me/100%/mine.ts:3:4'],
    ['a colon', 'async run (file:///home/me/a:b/mine.ts:3:4)', '/home/me/a:b/mine.ts:3:4'],
  ])('a path with %s', (_, frame, place) => {
    expect(errorOf(thrown(new Error('no'), [frame]))?.where).toBe(place);
  });

  test('an exception thrown in Millrace names the call, and where it was thrown', () => {
    const error = errorOf(thrown(new TypeError('undefined'), [ours, rxjs, 'file:///home/me/mine.ts:4:1']));
    expect(error).toMatchObject({
      where: '/home/me/mine.ts:4:1',
      received: expect.stringMatching(
        /^TypeError: undefined\n {2}thrown in Millrace, .*run\.ts:10:3$/,
      ) as unknown,
      advice: expect.stringContaining('report') as unknown,
    });
  });

  test('a Millrace error that the user caused keeps its tag and gains the position', () => {
    const detail = badOption('fitOneCycle epochs', 'a', 'b');
    const error = thrown(new MillraceError(detail), [ours, 'async file:///home/me/mine.mjs:4:1']);
    expect(errorOf(error)).toEqual({ ...detail, where: '/home/me/mine.mjs:4:1: fitOneCycle epochs' });
    expect(errorOf(thrown(new MillraceError(detail), [ours]))).toBeNull();
  });

  test('an exception without a stack, or without a frame in a file, names the file', () => {
    expect(errorOf('a text')).toMatchObject({ where: '/home/me/mine.ts', received: "'a text'" });
    expect(errorOf(undefined)).toMatchObject({ received: 'undefined' });
    const missing = thrown(new Error("ENOENT: no such file, open '/nope'"), [node]);
    expect(errorOf(missing)).toMatchObject({ where: '/home/me/mine.ts' });
  });

  test('returns null for an exception without a frame of the user', () => {
    expect(errorOf(thrown(new Error('ours'), [ours, rxjs, node]))).toBeNull();
  });
});
