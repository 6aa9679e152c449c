import * as E from 'fp-ts/lib/Either.js';
import { EMPTY } from 'rxjs';
import { expect, test } from 'vitest';
import { definePipeline, describeError } from '../../../src/core/index.ts';
import { pipelineOf } from '../../../tui/engine-process/own-pipeline.ts';

const mine = definePipeline<{ readonly lr: number }>({
  name: 'mine',
  summary: 'my own',
  example: '',
  defaults: { lr: 0.1 },
  run: () => EMPTY,
});

test('a pipeline is what a file exports, with what may be left out', () => {
  expect(pipelineOf(mine, '/mine.ts')).toEqual(E.right(mine));
  const { name, defaults, run } = mine;
  expect(pipelineOf({ name, defaults, run }, '/mine.ts')).toMatchObject({
    right: { summary: '', example: '' },
  });
});

test.each([
  [undefined, /received nothing as its default/],
  [3, /received a number as its default/],
  [{ ...mine, name: 'with blanks' }, /received one whose `name`/],
  [{ ...mine, name: '../up' }, /received one whose `name`/],
  [{ ...mine, run: 3 }, /received one without a `run` function/],
  [{ ...mine, defaults: undefined }, /received one without `defaults`/],
])('%s is none', (exported, told) => {
  const result = pipelineOf(exported, '/mine.ts');
  expect(E.isLeft(result) && describeError(result.left)).toMatch(/^\/mine.ts: expected a pipeline.*README/);
  expect(E.isLeft(result) && describeError(result.left)).toMatch(told);
});
