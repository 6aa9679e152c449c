import { EventEmitter } from 'node:events';
import { concat, EMPTY, NEVER, of, throwError, type Observable } from 'rxjs';
import { describe, expect, test } from 'vitest';
import type { Metric } from '../../../src/core/index.ts';
import { dashboard, loadApp } from '../../../tui/dashboard/index.ts';
import { made } from '../../support/made-metrics.ts';
import { marbles } from '../../support/marbles.ts';

// Ink draws nothing if it is loaded in CI.
const { drawn } = await loadApp();

class Terminal extends EventEmitter {
  readonly isTTY = true;
  readonly columns = 80;
  readonly rows = 24;
  text = '';
  write(text: string): boolean {
    this.text += text;
    return true;
  }
}
const stdoutOf = (terminal: Terminal): NodeJS.WriteStream => terminal as unknown as NodeJS.WriteStream;
/** Not a terminal, so there are no keys. */
const stdin = Object.assign(new EventEmitter(), { isTTY: false }) as unknown as NodeJS.ReadStream;
const config = (terminal: Terminal) => ({ stdout: stdoutOf(terminal), stdin, onStop: () => undefined });
const RESTORED = '\u001B[?25h\u001B[?1049l';
const started: readonly Metric[] = [made.runStarted(), made.phaseStarted(), made.step()];
/** Returns what is on the restored terminal. */
const leftOn = ({ text }: Terminal): string => text.split(RESTORED)[1] ?? '';

describe('drawn', () => {
  const metrics = { a: made.runStarted(), b: made.epochRow() };

  test('emits nothing and completes with its metrics', () => {
    const terminal = new Terminal();
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a 2s b 2s |', metrics);
      const sourceSubs = '   ^- 2s - 2s !';
      const expected = '     -- 2s - 2s |';
      expectObservable(source.pipe(drawn(config(terminal)))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
    expect(leftOn(terminal)).toContain('1         1.671049    1.652421    0.468040  01:26');
    expect(terminal.eventNames()).toEqual([]);
  });

  test.each([
    ['never', '-', '-', '^'],
    ['empty', '--|', '--|', '^-!'],
    ['an error', '-a-#', '---#', '^--!'],
  ])('%s', (_, diagram, expected, subscriptions) => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(diagram, metrics);
      expectObservable(source.pipe(drawn(config(new Terminal())))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subscriptions);
    });
  });

  test('endless, until unsubscribed: the last frame stays', () => {
    const terminal = new Terminal();
    marbles().run(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('-a 2s b 2s a', metrics);
      expectObservable(source.pipe(drawn(config(terminal))), '-- 3s !').toBe('');
      expectSubscriptions(source.subscriptions).toBe('^- 3s !');
    });
    expect(leftOn(terminal)).toContain('0.468040');
  });
});

/** Shows metrics until they end, or for a while; returns the end and what the terminal held at that moment. */
function showUntilTheEnd(metrics: Observable<Metric>, ms = 20_000): Promise<{ end: unknown; left: string }> {
  const terminal = new Terminal();
  return new Promise((resolve) => {
    const ended = (end: unknown): void => resolve({ end, left: leftOn(terminal) });
    const subscription = metrics.pipe(dashboard(config(terminal))).subscribe({
      complete: () => ended('complete'),
      error: ended,
    });
    setTimeout(() => {
      subscription.unsubscribe();
      ended('unsubscribed');
    }, ms).unref();
  });
}

describe('dashboard', () => {
  test('restores the terminal before it completes; the last frame stays', async () => {
    const { end, left } = await showUntilTheEnd(concat(of(...started), of(made.epochRow(), made.runEnded())));
    expect(end).toBe('complete');
    expect(left).toContain('completed after 07:31');
    expect(left).toContain('accuracy 0.468040');
    expect(left.split('\n').length).toBeLessThan(24);
    expect(left).not.toContain('q stop');
  });

  test('restores the terminal before an error passes', async () => {
    const failure = new Error('the engine is gone');
    const { end, left } = await showUntilTheEnd(
      concat(
        of(...started),
        throwError(() => failure),
      ),
    );
    expect(end).toBe(failure);
    expect(left).toContain('baseline');
  });

  test('restores the terminal on unsubscribe', async () => {
    const { end, left } = await showUntilTheEnd(concat(of(...started), NEVER), 2000);
    expect(end).toBe('unsubscribed');
    expect(left).toContain('loss 2.2500');
  });

  test('without metrics', async () => {
    const { end, left } = await showUntilTheEnd(EMPTY);
    expect(end).toBe('complete');
    expect(left).toContain('starting');
  });
});
