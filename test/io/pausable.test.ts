import { NEVER } from 'rxjs';
import { expect, test } from 'vitest';
import { pausable, pausableClock } from '../../src/io/pausable.ts';
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

test('the clock does not advance while the run is paused', () => {
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

test('pausableClock leaves out the time of the pauses', () => {
  let time = 100;
  const clock = pausableClock(() => time);
  expect(clock.now()).toBe(100);
  clock.pause();
  time = 150;
  clock.pause();
  expect(clock.now()).toBe(100);
  time = 170;
  clock.resume();
  expect(clock.now()).toBe(100);
  time = 175;
  clock.resume();
  expect(clock.now()).toBe(105);
  clock.pause();
  time = 200;
  clock.resume();
  expect(clock.now()).toBe(105);
});
