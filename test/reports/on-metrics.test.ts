import { map } from 'rxjs';
import { describe, test } from 'vitest';
import type { CommandEvent, Metric } from '../../src/core/index.ts';
import { onMetrics } from '../../src/reports/index.ts';
import { made } from '../support/made-metrics.ts';
import { marbles } from '../support/marbles.ts';

const e: CommandEvent = { _tag: 'Counted' };
const events: Record<string, CommandEvent> = { m: made.runStarted(), n: made.epochRow(), e };
const shown = { x: 'RunStarted', y: 'EpochRow', e };
const tags = map(({ _tag }: Metric) => _tag);

describe('onMetrics', () => {
  test('applies the operator to metrics; other events pass through', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -m-e-n-|', events);
      const sourceSubs = '   ^------!';
      const expected = '     -x-e-y-|';
      expectObservable(source.pipe(onMetrics(tags))).toBe(expected, shown);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test.each([
    ['never', '-', '-', '^'],
    ['empty', '--|', '--|', '^-!'],
    ['an error, once', '-m-e#', '-x-e#', '^---!'],
  ])('%s', (_, diagram, expected, subscriptions) => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(diagram, events);
      expectObservable(source.pipe(onMetrics(tags))).toBe(expected, shown);
      expectSubscriptions(source.subscriptions).toBe(subscriptions);
    });
  });

  test('unsubscribes from the source', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-m-e-n-', events);
      expectObservable(source.pipe(onMetrics(tags)), '----!').toBe('-x-e', shown);
      expectSubscriptions(source.subscriptions).toBe('^---!');
    });
  });
});
