import { map, of } from 'rxjs';
import { describe, test } from 'vitest';
import type { Metric } from '../../src/core/index.ts';
import { jsonLine } from '../../src/reports/index.ts';
import { display } from '../../tui/display.ts';
import { made } from '../support/made-metrics.ts';
import { marbles } from '../support/marbles.ts';
import { madeTerminal } from './made-given.ts';

const p = made.phaseStarted();
const r = made.runEnded();
const metrics: Record<string, Metric> = { p, r };
const lines = {
  p: 'fitOneCycle(2, 0.003): 2 epochs of 4 steps, 64 images of 64×64 per step',
  s: 'Stopping after this step and saving the model. Press Ctrl-C again to stop immediately.',
  r: 'completed after 07:31',
};

const PLAIN = { plain: true, json: false };

describe('display', () => {
  test('plain and live: log lines, and a note when a stop is requested', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -p---r-|', metrics);
      const sourceSubs = '   ^------!';
      const stop$ = cold('   ---x');
      const stopSubs = '     ^--!';
      const expected = '     -p-s-r-|';
      const terminal = madeTerminal({ stop$: stop$.pipe(map(() => 130)) });
      const operator = display({ terminal, live: true, shared: PLAIN });
      expectObservable(source.pipe(operator)).toBe(expected, lines);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
      expectSubscriptions(stop$.subscriptions).toBe(stopSubs);
    });
  });

  test.each([
    ['never', '-', '-', '^'],
    ['empty', '--|', '--|', '^-!'],
    ['an error', '-p-#', '-p-#', '^--!'],
  ])('plain and live, %s', (_, diagram, expected, subscriptions) => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(diagram, metrics);
      const terminal = madeTerminal({ paused$: of(true) });
      const operator = display({ terminal, live: true, shared: PLAIN });
      expectObservable(source.pipe(operator)).toBe(expected, lines);
      expectSubscriptions(source.subscriptions).toBe(subscriptions);
    });
  });

  test('a recorded run: its log lines only; as JSON: every metric', () => {
    marbles().run(({ cold, expectObservable }) => {
      const terminal = madeTerminal({ stop$: of(130) });
      const shown = (json: boolean) => display({ terminal, live: false, shared: { plain: true, json } });
      expectObservable(cold('-p-r|', metrics).pipe(shown(false))).toBe('-p-r|', lines);
      const objects = { p: { json: jsonLine(p) }, r: { json: jsonLine(r) } };
      expectObservable(cold('-p-r|', metrics).pipe(shown(true))).toBe('-p-r|', objects);
    });
  });
});
