import { defer, EMPTY, from, ignoreElements, throwError } from 'rxjs';
import { expect, test } from 'vitest';
import { MillraceError, type Metric } from '../../../src/core/index.ts';
import { tensorBoardFile } from '../../../src/reports/index.ts';
import { made } from '../../support/made-metrics.ts';
import { marbles } from '../../support/marbles.ts';

const metrics: Record<string, Metric> = { a: made.runStarted(), b: made.step(), c: made.step({ step: 1 }) };
const config = { wallTime: () => 1234.5, host: 'a host/1' };

test('appends to a file named after the time and the machine', () => {
  const scheduler = marbles();
  scheduler.run(({ cold, expectObservable, expectSubscriptions, flush }) => {
    const source = cold('  -a-b-c|', metrics);
    const sourceSubs = '   ^-----!';
    const sink = cold('    ---|');
    const expected = '     --------|';
    const log: string[] = [];
    const append = (name: string) =>
      defer(() => {
        log.push(`${scheduler.now()} ${name}`);
        return sink.pipe(ignoreElements());
      });
    expectObservable(source.pipe(tensorBoardFile({ ...config, sink: { append } }))).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    flush();
    expect(log).toEqual([1, 3, 5].map((frame) => `${frame} events.out.tfevents.1234.a-host-1`));
  });
});

test('a resumed run appends to its file what is new, with the number of its step', () => {
  const appended = (isRecorded: (metric: Metric) => boolean): readonly [string, Uint8Array][] => {
    const log: [string, Uint8Array][] = [];
    const append = (name: string, bytes: string | Uint8Array) =>
      defer(() => {
        log.push([name, Buffer.from(bytes)]);
        return EMPTY;
      });
    from([metrics['a']!, metrics['b']!, metrics['c']!])
      .pipe(tensorBoardFile({ ...config, sink: { append }, isRecorded, earlierFile: () => 'events.1' }))
      .subscribe();
    return log;
  };
  const all = appended(() => false);
  expect(all.map(([name]) => name)).toEqual(['events.1', 'events.1', 'events.1']);
  expect(appended((metric) => metric !== metrics['c'])).toEqual(all.slice(2));
});

test('never, empty', () => {
  marbles().run(({ cold, expectObservable }) => {
    const append = () => EMPTY;
    const file = tensorBoardFile({ ...config, sink: { append } });
    expectObservable(cold('-', metrics).pipe(file), '3s !').toBe('-');
    expectObservable(cold('--|', metrics).pipe(file)).toBe('--|');
  });
});

test('errors with WriteFailed if the sink fails', () => {
  marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
    const cause = new Error('ENOSPC');
    const source = cold('-a-', metrics);
    const failed = new MillraceError(
      {
        _tag: 'WriteFailed',
        where: 'the run folder',
        expected: 'writable files',
        received: 'ENOSPC',
        advice: 'Check the disk, or choose another folder with --out.',
      },
      { cause },
    );
    const sink = { append: () => throwError(() => cause) };
    expectObservable(source.pipe(tensorBoardFile({ ...config, sink }))).toBe('-#', {}, failed);
    expectSubscriptions(source.subscriptions).toBe('^!');
  });
});
