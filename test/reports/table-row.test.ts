import { expect, test } from 'vitest';
import { tableHeader, tableRow } from '../../src/reports/index.ts';
import { made } from '../support/made-metrics.ts';

test("the table has the book's columns, and epochs count from 1", () => {
  const row = made.epochRow();
  expect(tableHeader(row)).toBe('epoch     train_loss  valid_loss  accuracy  time');
  expect(tableRow(row)).toBe('1         1.671049    1.652421    0.468040  01:26');
  const second = made.epochRow({
    epoch: 1,
    trainLoss: 1.36483,
    validLoss: 1.590887,
    scores: { accuracy: 0.51664 },
    seconds: 3661,
  });
  expect(tableRow(second)).toBe('2         1.364830    1.590887    0.516640  1:01:01');
});

test('an epoch without validation has an empty cell and no scores', () => {
  const row = made.epochRow({ validLoss: null, scores: {} });
  expect(tableHeader(row)).toBe('epoch     train_loss  valid_loss  time');
  expect(tableRow(row)).toBe('1         1.671049                01:26');
});

test('a score with a long name has a wide column', () => {
  const row = made.epochRow({ scores: { accuracy: 0.5, top_k_accuracy: 0.875 } });
  expect(tableHeader(row)).toBe('epoch     train_loss  valid_loss  accuracy  top_k_accuracy  time');
  expect(tableRow(row)).toBe('1         1.671049    1.652421    0.500000  0.875000        01:26');
});
