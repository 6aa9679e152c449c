import { describe, test } from 'vitest';
import type { Metric } from '../../../src/core/index.ts';
import { hangLines } from '../../../tui/lines/hang-lines.ts';
import { made } from '../../support/made-metrics.ts';
import { marbles } from '../../support/marbles.ts';

const metrics: Record<string, Metric> = {
  a: made.step({ waitMs: 250, stepMs: 750 }),
  s: made.step({ waitMs: 0, stepMs: 7000 }),
};
const states = { t: true, f: false };
const text = (time: string): string =>
  `No output for ${time}: the engine may be hung, or the machine asleep or swapping. Still running; press Ctrl-C to stop.`;
const f =
  'No step for 01:00: the engine may be compiling the first one, or the machine is busy. Still running; press Ctrl-C to stop.';
const lines = { x: text('01:00'), y: text('01:10'), f };

describe('hangLines', () => {
  test('warns once of a silence much longer than a step', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-a 200s |', metrics);
      const sourceSubs = '   ^--- 200s !';
      const expected = '     --- 60s x 139999ms -|';
      expectObservable(source.pipe(hangLines({}))).toBe(expected, lines);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
      expectObservable(cold('s-s 100s |', metrics).pipe(hangLines({}))).toBe('-- 70s y 29999ms -|', lines);
    });
  });

  test('a paused run is not reported as hung; the timer restarts on resume', () => {
    marbles().run(({ cold, expectObservable }) => {
      const source = cold('  a', metrics);
      const paused$ = cold(' f 49999ms t 200s f', states);
      const expected = '     50s - 200s 60s x';
      expectObservable(source.pipe(hangLines({ paused$ }))).toBe(expected, lines);
    });
  });

  test('warns before the first metric too, but not after an error or unsubscribe', () => {
    marbles().run(({ cold, hot, expectObservable, expectSubscriptions }) => {
      expectObservable(cold('-', metrics).pipe(hangLines({}))).toBe('60s f', lines);
      expectObservable(cold('a 1s #', metrics).pipe(hangLines({}))).toBe('- 1s #');
      const source = hot('-a-a-a', metrics);
      expectObservable(source.pipe(hangLines({})), '---!').toBe('');
      expectSubscriptions(source.subscriptions).toBe('^--!');
    });
  });
});
