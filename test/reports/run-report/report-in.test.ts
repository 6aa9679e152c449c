import { NEVER, of } from 'rxjs';
import { describe, expect, test } from 'vitest';
import type { Metric } from '../../../src/core/index.ts';
import type { RunReportConfig } from '../../../src/reports/index.ts';
import type { Plot } from '../../../src/reports/run-report/plots/plot.ts';
import { reportIn } from '../../../src/reports/run-report/report-in.ts';
import { made } from '../../support/made-metrics.ts';
import { marbles } from '../../support/marbles.ts';
import { folderOf } from '../made-folder.ts';

const metrics: Record<string, Metric> = { r: made.runStarted(), e: made.epochRow() };
const plot = (name: Plot['name']): Plot => ({
  name,
  title: name,
  description: name,
  size: { width: 1, height: 1 },
  draw: () => '<svg/>',
});
const config: RunReportConfig = {
  thumbnail: () => NEVER,
  rasterize: () => of(Uint8Array.of(1)),
  plots$: of({ plotsOf: () => [plot('loss'), plot('accuracy')] }),
};

describe('reportIn', () => {
  test('writes the page and its plots when the run ends, one file at a time', () => {
    const scheduler = marbles();
    scheduler.run(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const source = cold('  -r-e-|', metrics);
      const sourceSubs = '   ^----!';
      const sink = cold('    ---|');
      const expected = '     --------------|';
      const folder = folderOf(scheduler, sink);
      expectObservable(source.pipe(reportIn(folder.sink, config))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
      flush();
      expect(folder.log).toEqual(['5 write report.html', '8 write loss.png', '11 write accuracy.png']);
    });
  });

  test.each([
    ['never', '-', '---|', '-', '^'],
    ['empty', '--|', '---|', '--|', '^-!'],
    ['an error writes nothing', '-re#', '---|', '---#', '^--!'],
    ['an error of the sink', '(re|)', '-#', '-#', '(^!)'],
  ])('%s', (_, diagram, write, expected, subscriptions) => {
    const scheduler = marbles();
    scheduler.run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(diagram, metrics);
      const { sink } = folderOf(scheduler, cold(write));
      expectObservable(source.pipe(reportIn(sink, config))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subscriptions);
    });
  });

  test('unsubscribed early, the current write is unsubscribed too', () => {
    const scheduler = marbles();
    scheduler.run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  (re|)', metrics);
      const write = cold('   -----|');
      const unsubscribed = ' --!';
      expectObservable(source.pipe(reportIn(folderOf(scheduler, write).sink, config)), unsubscribed).toBe('');
      expectSubscriptions(write.subscriptions).toBe('^-!');
    });
  });
});
