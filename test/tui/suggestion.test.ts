import { expect, test } from 'vitest';
import { closest, suggestion } from '../../tui/cli/suggestion.ts';
import { table } from '../../tui/cli/tables.ts';

const names = table.map(({ name }) => name);

test.each([
  ['bach-size', 'batch-size'],
  ['bs', 'batch-size'],
  ['imgsz', 'size'],
  ['model', 'arch'],
  ['valid_pct', 'See'],
  ['valid-pct', 'valid'],
  ['lr-max', 'lr'],
  ['smoothing', 'epsilon'],
])('--%s: %s', (given, name) => {
  const expected = name === 'See' ? 'See --help.' : `Did you mean --${name}?`;
  expect(suggestion(given, names)).toBe(expected);
});

test('a name as far from every option as it is long gets no suggestion', () => {
  expect(suggestion('foo', names)).toBe('See --help.');
});

test('keys of a file are written in camel case', () => {
  expect(suggestion('imgSize', ['batchSize', 'size'], '')).toBe('Did you mean size?');
});

test('the closest names contain what is given, or differ least from it', () => {
  const classes = ['tench', 'English springer', 'church', 'French horn'];
  expect(closest('tensh', classes, 2)).toEqual(['tench', 'church']);
  expect(closest('horn', classes, 1)).toEqual(['French horn']);
  expect(closest('SPRING', classes, 9)).toEqual(['English springer', 'tench', 'church', 'French horn']);
});
