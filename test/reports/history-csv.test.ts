import { describe, test } from 'vitest';
import type { Metric } from '../../src/core/index.ts';
import { historyCsv } from '../../src/reports/index.ts';
import { made } from '../support/made-metrics.ts';
import { marbles } from '../support/marbles.ts';

const metrics: Record<string, Metric> = {
  a: made.epochRow({ scores: { accuracy: 1 / 3 } }),
  b: made.epochRow({ epoch: 1, validLoss: null }),
  c: made.epochRow({ phase: 1, seconds: 3600 }),
  x: made.epochRow({ scores: { error_rate: 0.25 } }),
  q: made.epochRow({ scores: { 'top 5, "best"': 0.5 } }),
  s: made.step(),
};

const lines = {
  h: 'epoch,train_loss,valid_loss,accuracy,time\n',
  a: '0,1.6710491,1.6524214,0.3333333333333333,01:26\n',
  b: '1,1.6710491,,0.46804,01:26\n',
  c: '0,1.6710491,1.6524214,0.46804,1:00:00\n',
  x: '0,1.6710491,1.6524214,,01:26\n',
  Q: 'epoch,train_loss,valid_loss,"top 5, ""best""",time\n',
  q: '0,1.6710491,1.6524214,0.5,01:26\n',
};

describe('historyCsv', () => {
  test('emits one header, then the rows of all phases, with epochs from 0', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a---b---(c|)', metrics);
      const sourceSubs = '   ^--------!';
      const expected = '     -(ha)b---(c|)';
      expectObservable(source.pipe(historyCsv())).toBe(expected, lines);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test('the first row determines the columns', () => {
    marbles().run(({ cold, expectObservable }) => {
      expectObservable(cold('-a---(x|)', metrics).pipe(historyCsv())).toBe('-(ha)(x|)', lines);
    });
  });

  test('a name with a comma is quoted', () => {
    marbles().run(({ cold, expectObservable }) => {
      expectObservable(cold('(q|)', metrics).pipe(historyCsv())).toBe('(Qq|)', lines);
    });
  });

  test.each([
    ['never', '-', '-', '^'],
    ['empty', '--|', '--|', '^-!'],
    ['an error', '-s-#', '---#', '^--!'],
  ])('%s', (_, diagram, expected, subscriptions) => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(diagram, metrics);
      expectObservable(source.pipe(historyCsv())).toBe(expected, lines);
      expectSubscriptions(source.subscriptions).toBe(subscriptions);
    });
  });

  test('endless, unsubscribed', () => {
    marbles().run(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('   -a---b-s-', metrics);
      expectObservable(source.pipe(historyCsv()), '-------!').toBe('-(ha)b-', lines);
      expectSubscriptions(source.subscriptions).toBe('^------!');
    });
  });
});
