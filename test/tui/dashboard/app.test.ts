import { EventEmitter } from 'node:events';
import { concat, EMPTY, NEVER, of, throwError, type Observable } from 'rxjs';
import { describe, expect, test } from 'vitest';
import type { Metric } from '../../../src/core/index.ts';
import { made } from '../../support/made-metrics.ts';
import { dashboard } from '../../../tui/dashboard/index.ts';

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
/** No terminal: no keys. */
const stdin = Object.assign(new EventEmitter(), { isTTY: false }) as unknown as NodeJS.ReadStream;
const BACK = '\u001B[?25h\u001B[?1049l';
const begun: readonly Metric[] = [made.runStarted(), made.phaseStarted(), made.step()];

/** Shows metrics until they end, or for a while; what came of it, and what the terminal held when it was told. */
function shownUntilTheEnd(metrics: Observable<Metric>, ms = 20_000): Promise<{ end: unknown; text: string }> {
  const terminal = new Terminal();
  const stdout = terminal as unknown as NodeJS.WriteStream;
  return new Promise((resolve) => {
    const told = (end: unknown) => () => resolve({ end, text: terminal.text });
    const subscription = metrics.pipe(dashboard({ stdout, stdin, onStop: () => {} })).subscribe({
      complete: told('complete'),
      error: (cause: unknown) => told(cause)(),
    });
    setTimeout(() => {
      subscription.unsubscribe();
      told('unsubscribed')();
    }, ms).unref();
  });
}

describe('dashboard', () => {
  test('completes with its metrics, the terminal given back before, the last frame on it', async () => {
    const { end, text } = await shownUntilTheEnd(concat(of(...begun), of(made.epochRow(), made.runEnded())));
    expect(end).toBe('complete');
    const left = text.split(BACK)[1] ?? '';
    expect(left).toContain('completed after 07:31');
    expect(left).toContain('accuracy 0.468040');
    expect(left.split('\n').length).toBeLessThan(24);
    expect(left).not.toContain('q stop');
  });

  test('metrics that fail: the terminal is given back, then the failure passes on', async () => {
    const failure = new Error('the engine is gone');
    const { end, text } = await shownUntilTheEnd(
      concat(
        of(...begun),
        throwError(() => failure),
      ),
    );
    expect(end).toBe(failure);
    expect(text.split(BACK)[1]).toContain('baseline');
  });

  test('nobody wants to see it any more', async () => {
    const { end, text } = await shownUntilTheEnd(concat(of(...begun), NEVER), 2000);
    expect(end).toBe('unsubscribed');
    expect(text.split(BACK)[1]).toContain('loss 2.2500');
  });

  test('no metrics at all', async () => {
    const { end, text } = await shownUntilTheEnd(EMPTY);
    expect(end).toBe('complete');
    expect(text).toContain('starting');
    expect(text).toContain(BACK);
  });
});
