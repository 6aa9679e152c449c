import { expect, test } from 'vitest';
import {
  experimentsOf,
  experimentsTable,
  foldRunState,
  noRunState,
  type ExperimentRow,
} from '../../src/reports/index.ts';
import type { Metric } from '../../src/core/index.ts';
import { made } from '../support/made-metrics.ts';

const rowsOf = (...metrics: readonly Metric[]): readonly ExperimentRow[] =>
  experimentsOf(metrics.reduce(foldRunState, noRunState));

test('a row has the last accuracy of its run, and the duration after the end', () => {
  const reference = { source: 'the book', accuracy: 0.8 };
  const started = [made.runStarted({ vocab: ['a', 'b', 'c', 'd'], reference }), made.phaseStarted()];
  const row = { name: 'baseline', accuracy: null, withoutTta: null, reference, chance: 0.25, seconds: null };
  expect(rowsOf(...started)).toEqual([row]);
  const ended = [
    made.epochRow(),
    made.epochRow({ scores: { accuracy: 0.5 } }),
    made.runEnded({ seconds: 9 }),
  ];
  expect(rowsOf(...started, ...ended)).toEqual([{ ...row, accuracy: 0.5, seconds: 9 }]);
});

test('the accuracy of test-time augmentation replaces that of validation', () => {
  const scores = (accuracy: number) => ({ scores: { accuracy } });
  const rows = rowsOf(
    made.runStarted(),
    made.predictionSummary({ kind: 'valid', ...scores(0.6) }),
    made.predictionSummary({ kind: 'tta', ...scores(0.7) }),
  );
  expect(rows[0]).toMatchObject({ accuracy: 0.7, withoutTta: 0.6 });
});

test('the table is Markdown, with columns as wide as their longest cell', () => {
  const rows = rowsOf(
    made.runStarted({ pipeline: 'a', reference: { source: 'x', accuracy: 0.25 } }),
    made.epochRow({ scores: { accuracy: 1 } }),
    made.runEnded({ seconds: 3661 }),
    made.runStarted({ pipeline: 'b' }),
  );
  expect(experimentsTable(rows)).toEqual([
    '| experiment | accuracy | reference | time    |',
    '| ---------- | -------- | --------- | ------- |',
    '| a          | 1.000000 | 0.250000  | 1:01:01 |',
    '| b          |          |           |         |',
    '',
    '- reference of a: x',
  ]);
});

test('a source of several references is listed once', () => {
  const started = (pipeline: string, source: string) =>
    made.runStarted({ pipeline, reference: { source, accuracy: 0.5 } });
  expect(experimentsTable(rowsOf(started('a', 'x'), started('b', 'y'), started('c', 'x'))).slice(-2)).toEqual(
    ['- reference of a, c: x', '- reference of b: y'],
  );
});
