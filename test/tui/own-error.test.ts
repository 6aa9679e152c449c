import { describe, expect, test } from 'vitest';
import { describeError, MillraceError } from '../../src/core/index.ts';
import { ownError } from '../../tui/own-error.ts';

/** An exception with a stack of these frames. */
const thrown = (error: Error, frames: readonly string[]): Error => {
  error.stack = [`${error.name}: ${error.message}`, ...frames.map((frame) => `    at ${frame}`)].join('\n');
  return error;
};

const root = new URL('../..', import.meta.url).href;
const ours = `run (${root}src/learner/run.ts:10:3)`;
const rxjs = `Object.next (${root}node_modules/rxjs/dist/cjs/internal/Subscriber.js:161:30)`;
const node = 'node:internal/modules/run_main:64:7';

describe('ownError', () => {
  test("an exception in the user's file: file, line and the user's frames only", () => {
    const error = thrown(new TypeError('x is not a function'), [
      'helper (file:///home/me/helper.ts:3:7)',
      rxjs,
      'Object.run (file:///home/me/my%20photos/mine.ts:12:5)',
      ours,
      node,
    ]);
    expect(describeError(ownError(error)!)).toBe(
      '/home/me/helper.ts:3:7: expected a pipeline that runs, received TypeError: x is not a function\n' +
        '  called from /home/me/my photos/mine.ts:12:5.',
    );
    expect(ownError(error)?._tag).toBe('PipelineFailed');
  });

  test('an error of Millrace that the user caused keeps its kind and gains the place', () => {
    const detail = {
      _tag: 'BadOption',
      where: 'fitOneCycle epochs',
      expected: 'a',
      received: 'b',
      advice: '',
    } as const;
    const error = thrown(new MillraceError(detail), [ours, 'async file:///home/me/mine.mjs:4:1']);
    expect(ownError(error)).toEqual({ ...detail, where: '/home/me/mine.mjs:4:1: fitOneCycle epochs' });
  });

  test('an exception in Millrace, in a package, or without a stack is not the user’s', () => {
    expect(ownError(thrown(new Error('ours'), [ours, rxjs, node]))).toBeNull();
    expect(
      ownError(thrown(new Error('theirs'), ['f (/home/me/node_modules/lib/index.js:1:1)', ours])),
    ).toBeNull();
    expect(ownError('a text')).toBeNull();
  });
});
