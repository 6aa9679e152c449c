import { describe, expect, test } from 'vitest';
import { appendedTo } from '../../src/reports/appended-to.ts';
import { marbles } from '../support/marbles.ts';
import { folderOf } from './made-folder.ts';

describe('appendedTo', () => {
  test('writes the lines of 250 ms together, one write at a time', () => {
    const scheduler = marbles();
    scheduler.run(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const source = cold('  ab 300ms c|');
      const sourceSubs = '   ^- 300ms -!';
      const sink = cold('    ---|');
      const expected = '     -- 300ms ----|';
      const { sink: folder, files, log } = folderOf(scheduler, sink);
      expectObservable(source.pipe(appendedTo('lines', folder))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
      flush();
      expect(log).toEqual(['250 write lines', '303 append lines']);
      expect(files.get('lines')).toBe('abc');
    });
  });

  test.each([
    ['never', '-', '-', '^'],
    ['empty', '--|', '--|', '^-!'],
    ['an error', '-a-#', '---#', '^--!'],
  ])('%s', (_, diagram, expected, subscriptions) => {
    const scheduler = marbles();
    scheduler.run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(diagram);
      const { sink } = folderOf(scheduler, cold('---|'));
      expectObservable(source.pipe(appendedTo('lines', sink))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subscriptions);
    });
  });

  test('endless, unsubscribed: the current write is unsubscribed too', () => {
    const scheduler = marbles();
    scheduler.run(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const source = hot('   a 99ms b 200ms c');
      const unsubscribed = ' 251ms !';
      const sink = cold('    ---|');
      const sinkSubs = '     250ms ^!';
      expectObservable(source.pipe(appendedTo('lines', folderOf(scheduler, sink).sink)), unsubscribed).toBe(
        '',
      );
      expectSubscriptions(source.subscriptions).toBe('^ 250ms !');
      expectSubscriptions(sink.subscriptions).toBe(sinkSubs);
    });
  });
});
