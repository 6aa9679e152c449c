import * as E from 'fp-ts/lib/Either.js';
import { EMPTY } from 'rxjs';
import { expect, test } from 'vitest';
import { definePipeline, describeError } from '../../../src/core/index.ts';
import { parseCommand } from '../../../tui/engine-process/own-command.ts';

const mine = definePipeline<{ readonly lr: number }>({
  name: 'mine',
  summary: 'my own',
  example: '',
  defaults: { lr: 0.1 },
  run: () => EMPTY,
});

test('accepts a pipeline and fills in a missing summary and example', () => {
  expect(parseCommand(mine, '/mine.ts')).toEqual(E.right(mine));
  const { name, defaults, run } = mine;
  expect(parseCommand({ name, defaults, run }, '/mine.ts')).toMatchObject({
    right: { summary: '', example: '' },
  });
});

test.each([
  [undefined, /received nothing/],
  [3, /received a number/],
  [{ ...mine, name: 'with blanks' }, /received one without a `name` of/],
  [{ ...mine, name: '../up' }, /received one without a `name` of/],
  [{ ...mine, run: 3 }, /received one without a `run` function/],
  [{ ...mine, defaults: undefined }, /received one without `defaults`/],
])('rejects %s', (exported, message) => {
  const result = parseCommand(exported, '/mine.ts');
  expect(E.isLeft(result) && describeError(result.left)).toMatch(
    /^\/mine.ts: expected a pipeline or a command.*help pipelines/,
  );
  expect(E.isLeft(result) && describeError(result.left)).toMatch(message);
});
