import { expect, test } from 'vitest';
import type { Metric } from '../../../src/core/index.ts';
import { made } from '../../support/made-metrics.ts';
import { viewOf } from '../../support/made-run-state.ts';
import { endLines } from '../../../tui/dashboard/words.ts';

test('the notices of a finished run have at most two lines; reasons of chosen options have none', () => {
  const one = [made.runStarted(), made.epochRow(), made.runEnded()];
  const notice = (text: string, more = {}): Metric => ({ _tag: 'Notice', text, ...more });
  const noted = (...notices: readonly Metric[]): readonly string[] =>
    endLines(viewOf(...one, ...notices), 80).slice(1);
  expect(noted(notice('--size 64: because', { isChoice: true }))).toEqual([]);
  expect(noted(notice('a'), notice('b'))).toEqual(['a', 'b']);
  expect(noted(notice('a'), notice('b'), notice('c'))).toEqual(['c', 'All notices: page 4 (run)']);
  expect(endLines(viewOf(...one, notice('a')), 80, { withNotices: false })).toHaveLength(1);
});
