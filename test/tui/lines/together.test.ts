import { expect, test } from 'vitest';
import { foldProgress, noProgress } from '../../../src/reports/index.ts';
import { progressLine, runHeader, togetherText } from '../../../tui/lines/plain-text.ts';
import { made } from '../../support/made-metrics.ts';

const progressOf = (host: string) =>
  [
    made.phaseStarted(),
    made.step({
      waitMs: 250,
      stepMs: 750,
      processes: { count: 4, slowest: 2, host, waitMs: 20, reduceMs: 90 },
    }),
  ].reduce(foldProgress, noProgress);

test('the lines of a run say what several processes cost', () => {
  expect(togetherText(progressOf(''))).toBe(
    '4 processes: 2 % waiting for process 3, 9 % adding up gradients',
  );
  expect(progressLine(progressOf('node-c'))).toContain('2 % waiting for process 3 (node-c), 9 %');
  expect(togetherText(noProgress)).toBe('');
});

test('the header names them', () => {
  expect(runHeader({ ...made.runStarted(), processes: 4 }).at(-1)).toMatch(/4 processes with 2 threads each/);
  expect(runHeader(made.runStarted()).at(-1)).not.toMatch(/process/);
});
