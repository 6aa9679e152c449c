import { defer, EMPTY, type Observable } from 'rxjs';
import { describe, expect, test } from 'vitest';
import type { Metric } from '../../src/core/index.ts';
import {
  experimentsOf,
  experimentsTable,
  foldRunState,
  jsonLine,
  noRunState,
  recordedEach,
} from '../../src/reports/index.ts';
import { toWriteFailed } from '../../src/reports/write-failed.ts';
import { made } from '../support/made-metrics.ts';
import { marbles } from '../support/marbles.ts';
import { folderOf, type MadeFolder } from './made-folder.ts';

const metrics: Record<string, Metric> = {
  s: made.runStarted({ pipeline: 'one' }),
  a: made.epochRow(),
  b: made.runEnded(),
  t: made.runStarted({ pipeline: 'two' }),
  c: made.epochRow({ scores: { accuracy: 1 } }),
  d: made.runEnded(),
};

/** The configuration of all runs. */
const allConfig = { pipeline: 'all', seed: 1 };

/** Files in memory by path. */
function memory() {
  const files = new Map<string, string>();
  const put = (path: string, text: string): Observable<void> =>
    defer(() => {
      files.set(path, text);
      return EMPTY;
    });
  const sink = (folder: string) => ({
    write: (name: string, content: string | Uint8Array) => put(folder + name, String(content)),
    append: (name: string, content: string | Uint8Array) =>
      put(folder + name, (files.get(folder + name) ?? '') + String(content)),
  });
  return { files, config: { sinkOf: (name: string) => sink(`${name}/`), sink: sink(''), config: allConfig } };
}

const linesOf = (letters: string): string =>
  Array.from(letters)
    .map((letter) => jsonLine(metrics[letter] as Metric))
    .join('');

const tableOf = (letters: string): string => {
  const state = Array.from(letters)
    .map((letter) => metrics[letter] as Metric)
    .reduce(foldRunState, noRunState);
  return `${experimentsTable(experimentsOf(state)).join('\n')}\n`;
};

describe('recordedEach', () => {
  test('each run has its own folder, and all share a table', () => {
    const { files, config } = memory();
    marbles().run(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const source = cold('  (sab)(tcd)|', metrics);
      const sourceSubs = '   ^---------!';
      const expected = '     (sab)(tcd)|';
      expectObservable(source.pipe(recordedEach(config))).toBe(expected, metrics);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
      flush();
    });
    expect(files.get('one/metrics.jsonl')).toBe(linesOf('sab'));
    expect(files.get('two/metrics.jsonl')).toBe(linesOf('tcd'));
    expect(files.get('one/result.json')).toContain('"accuracy": 0.46804');
    expect(files.get('two/result.json')).toContain('"accuracy": 1');
    expect(files.get('table.md')).toBe(tableOf('sabtcd'));
    expect(files.get('metrics.jsonl')).toBe(linesOf('sabtcd'));
    const { seconds } = made.runEnded();
    expect(JSON.parse(files.get('result.json') ?? '')).toEqual({
      pipeline: 'all',
      ended: 'completed',
      seconds: 2 * seconds,
      runs: 2,
    });
    expect(JSON.parse(files.get('config.json') ?? '')).toEqual(allConfig);
    expect(JSON.parse(files.get('two/config.json') ?? '')).toMatchObject({ pipeline: 'two' });
  });

  test('never, empty, endless and unsubscribed, an error', () => {
    marbles().run(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const { config } = memory();
      expectObservable(cold('-', metrics).pipe(recordedEach(config))).toBe('-');
      expectObservable(cold('--|', metrics).pipe(recordedEach(config))).toBe('--|');
      const source = hot('-s-a-a-a', metrics);
      expectObservable(source.pipe(recordedEach(config)), '----!').toBe('-s-a', metrics);
      expectSubscriptions(source.subscriptions).toBe('^---!');
      expectObservable(cold('-s-#', metrics).pipe(recordedEach(config))).toBe('-s-#', metrics);
    });
  });

  test('an error follows when everything is written, including the failed run', () => {
    const lost = new Error('lost');
    const scheduler = marbles();
    scheduler.run(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const source = cold('  (sab)(tc#)', metrics, lost);
      const sourceSubs = '   ^----!';
      const sink = cold('    ------|');
      // The runs are written concurrently, the tables one after another.
      const expected = '     (sab)(tc)---#';
      const [all, one, two] = [sink, sink, sink].map((write) => folderOf(scheduler, write)) as [
        MadeFolder,
        MadeFolder,
        MadeFolder,
      ];
      const config = {
        sink: all.sink,
        sinkOf: (name: string) => (name === 'one' ? one : two).sink,
        config: allConfig,
      };
      expectObservable(source.pipe(recordedEach(config))).toBe(expected, metrics, lost);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
      flush();
      expect(one.files.get('metrics.jsonl')).toBe(linesOf('sab'));
      expect(two.files.get('metrics.jsonl')).toBe(linesOf('tc'));
      expect(JSON.parse(two.files.get('result.json') ?? '')).toMatchObject({ ended: 'failed', accuracy: 1 });
      expect(all.files.get('table.md')).toBe(tableOf('sabtc'));
      expect(JSON.parse(all.files.get('result.json') ?? '')).toMatchObject({ ended: 'failed', runs: 2 });
    });
  });

  test.each([
    ['an error between two runs', 'sab#', 'failed'],
    ['a stopped run', 'sae|', 'stopped'],
  ])('result.json has the end of %s', (_, marble, ended) => {
    const { files, config } = memory();
    const stopped = { ...metrics, e: made.runEnded({ why: 'stopped' }) };
    marbles().run(({ cold, expectObservable, flush }) => {
      expectObservable(cold(marble, stopped).pipe(recordedEach(config))).toBe(marble, stopped);
      flush();
    });
    expect(JSON.parse(files.get('result.json') ?? '')).toMatchObject({ ended, runs: 1 });
  });

  test('the table is written once when a run ends', () => {
    const scheduler = marbles();
    scheduler.run(({ cold, expectObservable, flush }) => {
      const source = cold('sab 5ms tcd 5ms |', metrics);
      const all = folderOf(scheduler, cold('-|'));
      const config = { sink: all.sink, sinkOf: () => folderOf(scheduler, EMPTY).sink, config: allConfig };
      expectObservable(source.pipe(recordedEach(config))).toBe('sab 5ms tcd 6ms |', metrics);
      scheduler.schedule(() => {
        expect(all.files.get('table.md')).toBe(tableOf('sab'));
      }, 6);
      flush();
      expect(all.log.filter((line) => line.endsWith('table.md'))).toEqual([
        '2 write table.md',
        '10 write table.md',
      ]);
      expect(all.files.get('table.md')).toBe(tableOf('sabtcd'));
    });
  });

  test('errors with WriteFailed if the parent folder cannot be written', () => {
    const scheduler = marbles();
    scheduler.run(({ cold, expectObservable }) => {
      const full = new Error('ENOSPC');
      const all = folderOf(scheduler, cold('--#', undefined, full));
      const config = { sink: all.sink, sinkOf: () => folderOf(scheduler, EMPTY).sink, config: allConfig };
      expectObservable(cold('sab---', metrics).pipe(recordedEach(config))).toBe(
        'sa(b#)',
        metrics,
        toWriteFailed(full),
      );
    });
  });
});
