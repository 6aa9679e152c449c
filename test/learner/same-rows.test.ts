import { map } from 'rxjs';
import { expect, test } from 'vitest';
import type { EpochRow, Metric } from '../../src/core/index.ts';
import { alone } from '../../src/flow/index.ts';
import { sameRows } from '../../src/learner/same-rows.ts';
import { encodeMessage } from '../../src/steps/index.ts';
import { marbles } from '../support/marbles.ts';

const r: EpochRow = {
  ...{
    _tag: 'EpochRow',
    phase: 0,
    epoch: 0,
    trainLoss: 1,
    validLoss: NaN,
    scores: { f: Infinity },
    seconds: 1,
  },
  memory: { rssBytes: 1, tensors: 2 },
};
const z: EpochRow = { ...r, seconds: 2 };
const events: Record<string, Metric> = { s: { _tag: 'Notice', text: 's' }, r, z };

test('a row is that of process 0', () => {
  marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold<Metric>('-s-r---|', events);
    const sourceSubs = '         ^------!';
    const exchange = cold('        --(x|)');
    const expected = '           -s---z-|';
    const collective = {
      ...{ ...alone, size: 2, rank: 1 },
      broadcast$: () => exchange.pipe(map(() => encodeMessage({ data: z }))),
    };
    expectObservable(source.pipe(sameRows(collective))).toBe(expected, events);
    expectSubscriptions(source.subscriptions).toBe(sourceSubs);
  });
});

test('one process keeps its rows', () => {
  marbles().run(({ cold, expectObservable }) => {
    expectObservable(cold<Metric>('-s-r-|', events).pipe(sameRows(alone))).toBe('-s-r-|', events);
  });
  expect(alone.size).toBe(1);
});
