import { defer, EMPTY, ignoreElements, throwError } from 'rxjs';
import { expect, test } from 'vitest';
import { MillraceError, type Metric } from '../../../src/core/index.ts';
import { tensorBoardFile } from '../../../src/reports/index.ts';
import { made } from '../../support/made-metrics.ts';
import { marbles } from '../../support/marbles.ts';

const metrics: Record<string, Metric> = { a: made.runStarted(), b: made.step(), c: made.step({ step: 1 }) };
const config = { wallTime: () => 1234.5, host: 'a host/1' };

test('writes once per second, one write at a time, to a file named after the time and the machine', () => {
  const scheduler = marbles();
  scheduler.run(({ cold, expectObservable, expectSubscriptions, flush }) => {
    const source = cold('  ab 999ms c|', metrics);
    const sourceSubs = '   ^- 999ms -!';
    const sink = cold('    -|');
    const expected = '     -- 999ms --|';
    const log: string[] = [];
    const append = (name: string) =>
      defer(() => {
        log.push(`${scheduler.now()} ${name}`);
        return sink.pipe(ignoreElements());
      });
    expectObservable(source.pipe(tensorBoardFile({ ...config, sink: { append } }))).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    flush();
    expect(log).toEqual(['1000 events.out.tfevents.1234.a-host-1', '1002 events.out.tfevents.1234.a-host-1']);
  });
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
    const source = cold('a 5s -', metrics);
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
    expectObservable(source.pipe(tensorBoardFile({ ...config, sink }))).toBe('1s #', {}, failed);
    expectSubscriptions(source.subscriptions).toBe('^ 999ms !');
  });
});
