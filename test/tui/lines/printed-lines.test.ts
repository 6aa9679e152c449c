import { map, NEVER, of, throwError, type Observable } from 'rxjs';
import { describe, expect, test } from 'vitest';
import type { Metric } from '../../../src/core/index.ts';
import type { Message } from '../../../tui/engine-process/messages.ts';
import { printedLines } from '../../../tui/lines/printed-lines.ts';
import { collect } from '../../support/collect.ts';
import { made } from '../../support/made-metrics.ts';
import { marbles } from '../../support/marbles.ts';

const messages: Record<string, Message> = {
  a: { _tag: 'Event', event: made.runStarted() },
  b: { _tag: 'Event', event: made.epochRow() },
  p: { _tag: 'Printed', stream: 'stdout', text: 'printed' },
  e: { _tag: 'Ended' },
};
const shown = { x: 'RunStarted', y: 'EpochRow', p: 'printed' };
const display = map(({ _tag }: Metric) => _tag as string);
const line = (message: Message): string | null => (message._tag === 'Printed' ? message.text : null);

describe('printedLines', () => {
  test('shows printed lines between those of the display', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-p-b-|', messages);
      const sourceSubs = '   ^------!';
      const expected = '     -x-p-y-|';
      expectObservable(source.pipe(printedLines({ display, line, after: false }))).toBe(expected, shown);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test('holds printed lines back until the display ends', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-p-b-|', messages);
      const sourceSubs = '   ^------!';
      const expected = '     -x---y-(p|)';
      expectObservable(source.pipe(printedLines({ display, line, after: true }))).toBe(expected, shown);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test('lines held back come before an error', () => {
    marbles().run(({ cold, expectObservable }) => {
      const source = (): ReturnType<typeof cold<Message>> => cold('-pa-#', messages);
      expectObservable(source().pipe(printedLines({ display, line, after: true }))).toBe('--x-(p#)', shown);
      expectObservable(source().pipe(printedLines({ display, line, after: false }))).toBe('-px-#', shown);
    });
  });

  test('an error of the display ends the stream', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const failure = new Error('no terminal');
      const failing = (): Observable<never> => throwError(() => failure);
      const source = cold('-a-|', messages);
      const output = source.pipe(printedLines({ display: failing, line, after: true }));
      expectObservable(output).toBe('#', {}, failure);
      expectSubscriptions(source.subscriptions).toBe('(^!)');
    });
  });

  test('never, empty, unsubscribed early', () => {
    marbles().run(({ cold, hot, expectObservable, expectSubscriptions }) => {
      expectObservable(NEVER.pipe(printedLines({ display, line, after: true }))).toBe('-');
      expectObservable(cold<Message>('--|').pipe(printedLines({ display, line, after: true }))).toBe('--|');
      const source = hot('-a-p-b-', messages);
      expectObservable(source.pipe(printedLines({ display, line, after: false })), '----!').toBe(
        '-x-p',
        shown,
      );
      expectSubscriptions(source.subscriptions).toBe('^---!');
    });
  });

  test('keeps the last thousand lines and counts the others', async () => {
    const many = Array.from({ length: 1500 }, (_, i): Message => ({
      _tag: 'Printed',
      stream: 'stdout',
      text: String(i),
    }));
    const lines = await collect(of(...many).pipe(printedLines({ display, line, after: true })));
    expect(lines).toHaveLength(1001);
    expect([lines[0], lines[1], lines.at(-1)]).toEqual(['(500 earlier lines are not shown)', '500', '1499']);
  });
});
