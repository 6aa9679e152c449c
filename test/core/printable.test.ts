import { expect, test } from 'vitest';
import { describeError, printable } from '../../src/core/index.ts';

test('unprintable characters become spaces; letters of every script stay', () => {
  expect(printable('a\u0000b\nc\u202ed\ud800e\uffff')).toBe('a b c d e ');
  expect(printable('Schäferhund 犬 👩‍🚀')).toBe('Schäferhund 犬 👩‍🚀');
});

test('an escape sequence in a file name does not reach the terminal', () => {
  const error = { _tag: 'BadData', where: '/a\u001b[2Jb.jpg', expected: 'x', received: 'y\nz' } as const;
  expect(describeError({ ...error, advice: '' })).toBe('/a [2Jb.jpg: expected x, received y\nz.');
});

test('a text of a damaged file does not fill the terminal', () => {
  const error = {
    _tag: 'BadData',
    where: '/a',
    expected: '',
    received: 'x'.repeat(1e6),
    advice: '',
  } as const;
  expect(describeError(error)).toBe(`/a: ${'x'.repeat(4000)}….`);
});
