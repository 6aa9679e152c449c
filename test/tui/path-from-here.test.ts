import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { pathFromHere } from '../../tui/path-from-here.ts';

test.each([
  ['runs/a', 'runs/a'],
  ['.', '.'],
  ['..runs', '..runs'],
  ['..', resolve('..')],
  ['../other/run', resolve('../other/run')],
])('%s is shown as %s', (path, expected) => {
  expect(pathFromHere(resolve(path))).toBe(expected);
});
