import { concatMap, EMPTY, takeLast, throwError, type Observable } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { MillraceError, type FileSink, type Metric } from '../../src/core/index.ts';
import { jsonLine, recorded } from '../../src/reports/index.ts';
import { toWriteFailed } from '../../src/reports/write-failed.ts';
import { made } from '../support/made-metrics.ts';
import { marbles } from '../support/marbles.ts';
import { folderOf } from './made-folder.ts';

const metrics: Record<string, Metric> = {
  a: made.runStarted({ config: { lr: 0.003 } }),
  b: made.phaseStarted(),
  c: made.epochRow(),
  r: made.runEnded(),
};

const lines = (...letters: readonly string[]): string =>
  letters.map((letter) => (metrics[letter] === undefined ? '' : jsonLine(metrics[letter]))).join('');

describe('recorded', () => {
  test('passes metrics on, and completes when everything is written', () => {
    const scheduler = marbles();
    scheduler.run(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const source = cold('  -a-b-c|', metrics);
      const sourceSubs = '   ^-----!';
      const sink = cold('    ---|');
      const expected = '     -a-b-c---|';
      const folder = folderOf(scheduler, sink);
      expectObservable(source.pipe(recorded(folder.sink))).toBe(expected, metrics);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
      flush();
      expect(folder.log).toEqual([
        '1 write config.json',
        '1 append metrics.jsonl',
        '3 append metrics.jsonl',
        '5 append metrics.jsonl',
        '5 append history.csv',
        '5 append history.csv',
        '6 write result.json',
      ]);
      expect(folder.files.get('config.json')).toBe('{\n  "pipeline": "baseline",\n  "lr": 0.003\n}\n');
      expect(folder.files.get('metrics.jsonl')).toBe(lines('a', 'b', 'c'));
      expect(folder.files.get('history.csv')).toBe(
        'epoch,train_loss,valid_loss,accuracy,time\n0,1.6710491,1.6524214,0.46804,01:26\n',
      );
      expect(JSON.parse(folder.files.get('result.json') ?? '')).toMatchObject({
        accuracy: 0.46804,
        epochs: 1,
      });
    });
  });

  test.each([
    ['auto', 0.0021],
    [0.003, 0.003],
  ])('a rate %s that a search found is in the configuration as %d', (lr, recordedLr) => {
    const scheduler = marbles();
    scheduler.run(({ cold, expectObservable, flush }) => {
      const values = { a: made.runStarted({ config: { lr, seed: 1 } }), f: made.lrFound() };
      const folder = folderOf(scheduler, cold('|'));
      expectObservable(cold('a-f|', values).pipe(recorded(folder.sink))).toBe('a-f|', values);
      flush();
      expect(JSON.parse(folder.files.get('config.json') ?? '')).toEqual({
        pipeline: 'baseline',
        lr: recordedLr,
        seed: 1,
      });
    });
  });

  test('an error of the run follows when everything is written', () => {
    const scheduler = marbles();
    scheduler.run(({ cold, expectObservable, flush }) => {
      const lost = new Error('lost');
      const source = cold('  a-c#', metrics, lost);
      const expected = '     a-c-----#';
      const folder = folderOf(scheduler, cold('-----|'));
      expectObservable(source.pipe(recorded(folder.sink))).toBe(expected, metrics, lost);
      flush();
      expect(folder.files.get('metrics.jsonl')).toBe(lines('a', 'c'));
      expect(JSON.parse(folder.files.get('result.json') ?? '')).toMatchObject({ ended: 'failed', epochs: 1 });
    });
  });

  test('a resumed run appends what is new, and its result is that of all metrics', () => {
    const scheduler = marbles();
    scheduler.run(({ cold, expectObservable, flush }) => {
      const source = cold('  (abc)c|', metrics);
      const expected = '     (abc)c|';
      const folder = folderOf(scheduler, cold('|'));
      const counts: Record<string, number> = {};
      // The first three of each file.
      const isRecorded = (_: Metric, file: string) => (counts[file] = (counts[file] ?? 0) + 1) <= 3;
      expectObservable(source.pipe(recorded(folder.sink, { isRecorded }))).toBe(expected, metrics);
      flush();
      expect(folder.files.get('metrics.jsonl')).toBe(lines('c'));
      expect(folder.files.get('history.csv')).toBe('0,1.6710491,1.6524214,0.46804,01:26\n');
      expect(JSON.parse(folder.files.get('result.json') ?? '')).toMatchObject({ epochs: 2 });
    });
  });

  test.each([
    ['completed', 'ar|'],
    ['stopped', 'as|'],
    ['failed', 'ab#'],
  ])('%s: `completed` is subscribed when everything is written', (_, diagram) => {
    const scheduler = marbles();
    scheduler.run(({ cold, expectObservable, expectSubscriptions }) => {
      const values = { ...metrics, s: made.runEnded({ why: 'stopped' }) };
      const completed = cold<never>('---|');
      const folder = folderOf(scheduler, cold('-|'));
      const output = cold(diagram, values).pipe(recorded(folder.sink, { completed }));
      const isCompleted = diagram === 'ar|';
      expectObservable(output).toBe(
        isCompleted ? 'ar----|' : `${diagram.slice(0, 2)}-${diagram.slice(2)}`,
        values,
      );
      expectSubscriptions(completed.subscriptions).toBe(isCompleted ? ['---^--!'] : []);
    });
  });

  test('waits for the other writers; an error of one follows when everything else is written', () => {
    const full = new Error('ENOSPC');
    const scheduler = marbles();
    scheduler.run(({ cold, expectObservable, flush }) => {
      const folder = folderOf(scheduler, cold('-|'));
      const source = cold('ab|', metrics);
      const also = [
        (metrics$: Observable<Metric>) => metrics$.pipe(concatMap(() => throwError(() => full))),
        (metrics$: Observable<Metric>) =>
          metrics$.pipe(
            takeLast(1),
            concatMap(() => cold<never>('5ms |')),
          ),
      ];
      const output = source.pipe(recorded(folder.sink, { also }));
      expectObservable(output).toBe('ab 5ms #', metrics, toWriteFailed(full));
      flush();
      expect([...folder.files.keys()].sort()).toEqual(['config.json', 'metrics.jsonl', 'result.json']);
    });
  });

  test('errors with WriteFailed if the sink fails', () => {
    const scheduler = marbles();
    scheduler.run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a---b---', metrics);
      const sourceSubs = '   ^--!';
      const expected = '     -a-#';
      const cause = new Error('ENOSPC');
      const folder = folderOf(scheduler, cold('--#', undefined, cause));
      const error = new MillraceError(
        {
          _tag: 'WriteFailed',
          where: 'the run folder',
          expected: 'writable files',
          received: 'ENOSPC',
          advice: 'Check the disk, or choose another folder with --out.',
        },
        { cause },
      );
      expectObservable(source.pipe(recorded(folder.sink))).toBe(expected, metrics, error);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test('an error of the run wins over an error of the sink', () => {
    const scheduler = marbles();
    scheduler.run(({ cold, expectObservable }) => {
      const lost = new Error('lost');
      const folder = folderOf(scheduler, cold('---#'));
      const output = cold('-a#', metrics, lost).pipe(recorded(folder.sink));
      expectObservable(output).toBe('-a--#', metrics, lost);
    });
  });

  test('a MillraceError stays unchanged, also if thrown', () => {
    const full = new MillraceError({
      _tag: 'WriteFailed',
      where: 'x',
      expected: 'y',
      received: 'z',
      advice: '',
    });
    marbles().run(({ cold, expectObservable }) => {
      const sink: FileSink = {
        write: () => {
          throw full;
        },
        append: () => throwError(() => full),
      };
      expectObservable(cold('-a-', metrics).pipe(recorded(sink))).toBe('-(a#)', metrics, full);
    });
  });

  test.each([
    ['never', '-', '-', '^'],
    ['empty', '--|', '--|', '^-!'],
    ['an error before the first metric', '--#', '--#', '^-!'],
  ])('%s writes nothing', (_, diagram, expected, subscriptions) => {
    const scheduler = marbles();
    scheduler.run(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const source = cold(diagram, metrics);
      const folder = folderOf(scheduler, EMPTY);
      // An endless stream must be unsubscribed, or the test would not end.
      expectObservable(source.pipe(recorded(folder.sink)), '600ms !').toBe(expected, metrics);
      if (!subscriptions.endsWith('^')) expectSubscriptions(source.subscriptions).toBe(subscriptions);
      flush();
      expect(folder.log).toEqual([]);
    });
  });

  test('endless, unsubscribed', () => {
    const scheduler = marbles();
    scheduler.run(({ hot, expectObservable, expectSubscriptions, flush }) => {
      const source = hot('   a 299ms c-c-c-c', metrics);
      const folder = folderOf(scheduler, EMPTY);
      expectObservable(source.pipe(recorded(folder.sink)), '  - 299ms ---!').toBe('a 299ms c-c-', metrics);
      expectSubscriptions(source.subscriptions).toBe('^ 299ms ---!');
      flush();
      expect(folder.files.get('metrics.jsonl')).toBe(lines('a', 'c', 'c'));
    });
  });
});
