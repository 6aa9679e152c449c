import { NEVER } from 'rxjs';
import { expect, test } from 'vitest';
import { pausable } from '../../src/io/index.ts';
import { marbles } from '../support/marbles.ts';

const states = { t: true, f: false };

test('emits the current value, then each change; replays to late subscribers, connected once', () => {
  marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
    const requests = cold('--t-t-f-', states);
    const subs = '         ^-------';
    const expected = '     f-t---f-';
    const { paused$ } = pausable(requests);
    expectObservable(paused$).toBe(expected, states);
    expectObservable(paused$, '---^').toBe('---t--f-', states);
    expectSubscriptions(requests.subscriptions).toBe(subs);
  });
});

test('the clock stands still while it is paused', () => {
  const { now, paused$ } = pausable(NEVER);
  paused$.subscribe();
  const before = now();
  expect(now()).toBeGreaterThanOrEqual(before);
  marbles().run(({ cold, flush }) => {
    const paused = pausable(cold('t', states));
    paused.paused$.subscribe();
    flush();
    const stopped = paused.now();
    for (let i = 0; i < 1e5; i++) Math.sqrt(i);
    expect(paused.now()).toBe(stopped);
  });
});
