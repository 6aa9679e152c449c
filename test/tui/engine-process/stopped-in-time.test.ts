import { NEVER, of } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { engineFailed, MillraceError } from '../../../src/core/index.ts';
import type { Message } from '../../../tui/engine-process/messages.ts';
import { stoppedInTime } from '../../../tui/engine-process/stopped-in-time.ts';
import { made } from '../../support/made-metrics.ts';
import { marbles } from '../../support/marbles.ts';

const event = (event: Extract<Message, { readonly _tag: 'Event' }>['event']): Message => ({
  _tag: 'Event',
  event,
});
const messages: Record<string, Message> = {
  m: { _tag: 'Printed', stream: 'stdout', text: 'a line' },
  s: event(made.step({ waitMs: 0, stepMs: 40_000 })),
};
const states = { t: true, f: false };
const silent = (time: string): MillraceError =>
  new MillraceError(
    engineFailed('engine process', 'an end after the request to stop', `no sign of life for ${time}`),
  );

describe('stoppedInTime', () => {
  test('errors after a long silence, if a stop was requested', () => {
    marbles().run(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const source = cold('  -m-m---- 300s ---', messages);
      const sourceSubs = '   ^ 300002ms !';
      const stop$ = hot('    ---x');
      const expected = '     -m-m---- 299995ms #';
      expectObservable(source.pipe(stoppedInTime({ stop$, paused$: of(false) }))).toBe(
        expected,
        messages,
        silent('05:00'),
      );
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test('every message is a sign of life, and slow steps may be slow', () => {
    marbles().run(({ cold, hot, expectObservable }) => {
      const stop$ = hot('    x');
      const paused$ = of(false);
      expectObservable(cold('m 299s m 299s |', messages).pipe(stoppedInTime({ stop$, paused$ }))).toBe(
        'm 299s m 299s |',
        messages,
      );
      expectObservable(cold('s', messages).pipe(stoppedInTime({ stop$, paused$ }))).toBe(
        's 399999ms #',
        messages,
        silent('06:40'),
      );
    });
  });

  test('a paused run may be silent', () => {
    marbles().run(({ cold, hot, expectObservable }) => {
      const stop$ = hot('    x');
      const paused$ = hot('  f 9999ms t 999s f', states);
      expectObservable(cold('m', messages).pipe(stoppedInTime({ stop$, paused$ }))).toBe(
        'm 9999ms - 999s 300s #',
        messages,
        silent('05:00'),
      );
    });
  });

  test('without a request to stop, never; empty; an error; endless until unsubscribed', () => {
    marbles().run(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const operator = stoppedInTime({ stop$: NEVER, paused$: of(false) });
      expectObservable(cold('m 999s m|', messages).pipe(operator)).toBe('m 999s m|', messages);
      expectObservable(cold('|', messages).pipe(operator)).toBe('|');
      expectObservable(cold('m-#', messages).pipe(operator)).toBe('m-#', messages);
      const source = hot('m-m-m-', messages);
      expectObservable(source.pipe(operator), '---!').toBe('m-m', messages);
      expectSubscriptions(source.subscriptions).toBe('^--!');
    });
    expect.hasAssertions();
  });
});
