import { describe, expect, test } from 'vitest';
import type { Metric } from '../../src/core/index.ts';
import { tableHeader, tableLines, tableRow } from '../../src/reports/index.ts';
import { made } from '../support/made-metrics.ts';
import { marbles } from '../support/marbles.ts';

const rows = {
  a: made.epochRow(),
  b: made.epochRow({
    epoch: 1,
    trainLoss: 1.36483,
    validLoss: 1.590887,
    scores: { accuracy: 0.51664 },
    seconds: 3661,
  }),
  c: made.epochRow({ phase: 1 }),
  d: made.epochRow({ phase: 1, validLoss: null, scores: {} }),
};
const metrics: Record<string, Metric> = { ...rows, s: made.step(), e: made.evaluationStep() };

const lines = {
  h: 'epoch     train_loss  valid_loss  accuracy  time',
  a: '0         1.671049    1.652421    0.468040  01:26',
  b: '1         1.364830    1.590887    0.516640  1:01:01',
  H: 'epoch     train_loss  valid_loss  time',
  c: '0         1.671049    1.652421    0.468040  01:26',
  d: '0         1.671049                01:26',
};

describe('tableLines', () => {
  test('the header comes once a phase', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a---b---(c|)', metrics);
      const sourceSubs = '   ^--------!';
      const expected = '     -(ha)b---(hc|)';
      expectObservable(source.pipe(tableLines())).toBe(expected, lines);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test('a phase with other metrics has its own header', () => {
    marbles().run(({ cold, expectObservable }) => {
      const source = cold('  -a---(d|)', metrics);
      const expected = '     -(ha)(Hd|)';
      expectObservable(source.pipe(tableLines())).toBe(expected, lines);
    });
  });

  test.each([
    ['never', '-', '-', '^'],
    ['empty', '--|', '--|', '^-!'],
    ['an error', '-s-#', '---#', '^--!'],
  ])('%s', (_, diagram, expected, subscriptions) => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(diagram, metrics);
      expectObservable(source.pipe(tableLines())).toBe(expected, lines);
      expectSubscriptions(source.subscriptions).toBe(subscriptions);
    });
  });

  test('endless, until it is unsubscribed', () => {
    marbles().run(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('   -a---b-e-', metrics);
      expectObservable(source.pipe(tableLines()), '-------!').toBe('-(ha)b-', lines);
      expectSubscriptions(source.subscriptions).toBe('^------!');
    });
  });

  test('every subscription begins with a header', () => {
    marbles().run(({ cold, expectObservable }) => {
      const output = cold('(a|)', metrics).pipe(tableLines());
      expectObservable(output).toBe('(ha|)', lines);
      expectObservable(output).toBe('(ha|)', lines);
    });
  });
});

test('a metric with a long name has a wide column', () => {
  const row = made.epochRow({ scores: { accuracy: 0.5, top_k_accuracy: 0.875 } });
  expect(tableHeader(row)).toBe('epoch     train_loss  valid_loss  accuracy  top_k_accuracy  time');
  expect(tableRow(row)).toBe('0         1.671049    1.652421    0.500000  0.875000        01:26');
});
