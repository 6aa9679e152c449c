import { NEVER } from 'rxjs';
import { expect, test } from 'vitest';
import type { CommandEvent } from '../../../src/core/index.ts';
import { signsOfLife } from '../../../tui/engine-process/signs-of-life.ts';
import { made } from '../../support/made-metrics.ts';
import { marbles } from '../../support/marbles.ts';

const events: Record<string, CommandEvent> = {
  a: { _tag: 'Counted' },
  b: made.step({ waitMs: 0, stepMs: 40_000 }),
};

/** Returns the operator, with a guard that collects the times it is given. */
function watched(graces: number[]) {
  return signsOfLife<CommandEvent>({
    graceSeconds: 300,
    guard: ({ graceMs }) => {
      graces.push(graceMs);
      return { alive: (ms) => void graces.push(ms) };
    },
  });
}

test('every event is a sign of life; slow steps have more time', () => {
  const graces: number[] = [];
  marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('  -a-b-|', events);
    const sourceSubs = '   ^----!';
    const expected = '     -a-b-|';
    expectObservable(source.pipe(watched(graces))).toBe(expected, events);
    expectSubscriptions(source.subscriptions).toBe(sourceSubs);
  });
  expect(graces).toEqual([300_000, 300_000, 400_000]);
});

test('never, empty, an error, endless until unsubscribed', () => {
  marbles().run(({ cold, hot, expectObservable, expectSubscriptions }) => {
    expectObservable(NEVER.pipe(watched([]))).toBe('-');
    expectObservable(cold('--|', events).pipe(watched([]))).toBe('--|');
    expectObservable(cold('-a-#', events).pipe(watched([]))).toBe('-a-#', events);
    const source = hot('-a-a-a-', events);
    expectObservable(source.pipe(watched([])), '----!').toBe('-a-a', events);
    expectSubscriptions(source.subscriptions).toBe('^---!');
  });
});
