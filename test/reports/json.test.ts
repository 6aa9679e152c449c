import { expect, test } from 'vitest';
import { jsonLine } from '../../src/reports/index.ts';
import { made } from '../support/made-metrics.ts';

test('a metric is one line that parses to the same metric', () => {
  const skipped = made.itemSkipped('/a\n"b".jpg', 'Ж');
  const line = jsonLine(skipped);
  expect(line.endsWith('\n')).toBe(true);
  expect(line.indexOf('\n')).toBe(line.length - 1);
  expect(JSON.parse(line)).toEqual(skipped);
});

test('NaN becomes null', () => {
  expect(JSON.parse(jsonLine(made.step({ momentum: NaN })))).toMatchObject({ momentum: null });
});
