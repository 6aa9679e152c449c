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
  `Nothing for ${time}: the engine hangs, or the machine sleeps or swaps. It is not ended; Ctrl-C stops it`;
const lines = { x: text('01:00'), y: text('01:10') };

describe('hangLines', () => {
  test('tells once of a silence that is too long for what a step takes', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-a 200s |', metrics);
      const sourceSubs = '   ^--- 200s !';
      const expected = '     --- 60s x 139999ms -|';
      expectObservable(source.pipe(hangLines({}))).toBe(expected, lines);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
      expectObservable(cold('s-s 100s |', metrics).pipe(hangLines({}))).toBe('-- 70s y 29999ms -|', lines);
    });
  });

  test('who rests does not hang, and has its time when it goes on', () => {
    marbles().run(({ cold, expectObservable }) => {
      const source = cold('  a', metrics);
      const paused$ = cold(' f 49999ms t 200s f', states);
      const expected = '     50s - 200s 60s x';
      expectObservable(source.pipe(hangLines({ paused$ }))).toBe(expected, lines);
    });
  });

  test('before the first metric too, and not after an error or once it is left', () => {
    marbles().run(({ cold, hot, expectObservable, expectSubscriptions }) => {
      expectObservable(cold('-', metrics).pipe(hangLines({}))).toBe('60s x', lines);
      expectObservable(cold('a 1s #', metrics).pipe(hangLines({}))).toBe('- 1s #');
      const source = hot('-a-a-a', metrics);
      expectObservable(source.pipe(hangLines({})), '---!').toBe('');
      expectSubscriptions(source.subscriptions).toBe('^--!');
    });
  });
});
