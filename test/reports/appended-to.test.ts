import { describe, expect, test } from 'vitest';
import { appendedTo } from '../../src/reports/appended-to.ts';
import { marbles } from '../support/marbles.ts';
import { folderOf } from './made-folder.ts';

describe('appendedTo', () => {
  test('appends at once, in order, and completes when the last is written', () => {
    const scheduler = marbles();
    scheduler.run(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const source = cold('  -ab--c|');
      const sourceSubs = '   ^-----!';
      const sink = cold('    ---|');
      const expected = '     --------|';
      const { sink: folder, files, log } = folderOf(scheduler, sink);
      expectObservable(source.pipe(appendedTo('lines', folder))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
      flush();
      expect(log).toEqual(['1 append lines', '2 append lines', '5 append lines']);
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

  test('endless, unsubscribed: writes in progress are unsubscribed too', () => {
    const scheduler = marbles();
    scheduler.run(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const source = hot('   a--b--');
      const unsubscribed = ' ----!';
      const sink = cold('    ---|');
      expectObservable(source.pipe(appendedTo('lines', folderOf(scheduler, sink).sink)), unsubscribed).toBe(
        '',
      );
      expectSubscriptions(source.subscriptions).toBe('^---!');
      expectSubscriptions(sink.subscriptions).toBe(['^--!', '---^!']);
    });
  });
});
