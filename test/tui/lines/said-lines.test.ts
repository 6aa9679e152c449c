import { map, NEVER, of, throwError, type Observable } from 'rxjs';
import { describe, expect, test } from 'vitest';
import type { Metric } from '../../../src/core/index.ts';
import type { Message } from '../../../tui/engine-process/messages.ts';
import { saidLines } from '../../../tui/lines/said-lines.ts';
import { collect } from '../../support/collect.ts';
import { made } from '../../support/made-metrics.ts';
import { marbles } from '../../support/marbles.ts';

const messages: Record<string, Message> = {
  a: { _tag: 'Metric', metric: made.runStarted() },
  b: { _tag: 'Metric', metric: made.epochRow() },
  p: { _tag: 'Said', stream: 'stdout', text: 'said' },
  q: { _tag: 'Said', stream: 'stderr', text: '\u001B[31mred\u001B[0m and\u0007 loud' },
  e: { _tag: 'Ended' },
};
const shown = { x: 'RunStarted', y: 'EpochRow', p: 'said', q: 'red and  loud' };
const display = map(({ _tag }: Metric) => _tag as string);

describe('saidLines', () => {
  test('lines beside the display as they come', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-p-b-|', messages);
      const sourceSubs = '   ^------!';
      const expected = '     -x-p-y-|';
      expectObservable(source.pipe(saidLines({ display, after: false }))).toBe(expected, shown);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test('lines after a display that has the terminal to itself', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-p-b-|', messages);
      const sourceSubs = '   ^------!';
      const expected = '     -x---y-(p|)';
      expectObservable(source.pipe(saidLines({ display, after: true }))).toBe(expected, shown);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test('kept lines come before an error', () => {
    marbles().run(({ cold, expectObservable }) => {
      const source = (): ReturnType<typeof cold<Message>> => cold('-pa-#', messages);
      expectObservable(source().pipe(saidLines({ display, after: true }))).toBe('--x-(p#)', shown);
      expectObservable(source().pipe(saidLines({ display, after: false }))).toBe('-px-#', shown);
    });
  });

  test('an error of the display ends both', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const failure = new Error('no terminal');
      const failing = (): Observable<never> => throwError(() => failure);
      const source = cold('-a-|', messages);
      const output = source.pipe(saidLines({ display: failing, after: true }));
      expectObservable(output).toBe('#', {}, failure);
      expectSubscriptions(source.subscriptions).toBe('(^!)');
    });
  });

  test('colours and control characters are left out', () => {
    marbles().run(({ cold, expectObservable }) => {
      expectObservable(cold('-qe|', messages).pipe(saidLines({ display, after: false }))).toBe('-q-|', shown);
    });
  });

  test('never, empty, unsubscribed early', () => {
    marbles().run(({ cold, hot, expectObservable, expectSubscriptions }) => {
      expectObservable(NEVER.pipe(saidLines({ display, after: true }))).toBe('-');
      expectObservable(cold<Message>('--|').pipe(saidLines({ display, after: true }))).toBe('--|');
      const source = hot('-a-p-b-', messages);
      expectObservable(source.pipe(saidLines({ display, after: false })), '----!').toBe('-x-p', shown);
      expectSubscriptions(source.subscriptions).toBe('^---!');
    });
  });

  test('the last thousand lines are kept, and the others counted', async () => {
    const many = Array.from({ length: 1500 }, (_, i): Message => ({
      _tag: 'Said',
      stream: 'stdout',
      text: String(i),
    }));
    const lines = await collect(of(...many).pipe(saidLines({ display, after: true })));
    expect(lines).toHaveLength(1001);
    expect([lines[0], lines[1], lines.at(-1)]).toEqual(['(500 earlier lines are not shown)', '500', '1499']);
  });
});
