import { map, of } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { MillraceError, type EvaluationStep } from '../../src/core/index.ts';
import type { Predictions } from '../../src/nn/index.ts';
import { ttaCombined, type PredictionResult } from '../../src/steps/index.ts';
import { numberedFile } from '../support/made-batches.ts';
import { made } from '../support/made-metrics.ts';
import { marbles } from '../support/marbles.ts';
import { closeRows, inNumbers } from './in-numbers.ts';
import { classTargets } from '../support/targets.ts';

const rows = (...values: readonly (readonly [number, number])[]): Predictions => ({
  shape: [values.length, 2],
  data: Float32Array.from(values.flat()),
});

type Event = EvaluationStep | PredictionResult;

/** A pass over the images with the given numbers. */
const pass = (predictions: Predictions, files: readonly number[] = [0, 1]): PredictionResult => ({
  _tag: 'PredictionResult',
  predictions,
  targets: classTargets(...files.map((file) => file % 2)),
  files: files.map((file) => numberedFile(file, file % 2)),
});

const centre = rows([0.5, 0.5], [0, 1]);
const result = (...predictions: readonly (readonly [number, number])[]) => ({
  ...inNumbers({ ...pass(centre), centre }),
  _tag: 'TtaResult',
  predictions: closeRows(predictions),
});

const events: Record<string, Event> = {
  s: made.evaluationStep(),
  p: pass(rows([0.9, 0.1], [0.4, 0.6])),
  o: pass(rows([0.7, 0.3], [0.8, 0.2])),
  q: pass(centre),
  t: pass(rows([1, 0])),
  u: pass(centre, [0, 2]),
};
const outcomes = {
  ...events,
  // 0.75 · 0.9 + 0.25 · 0.5, 0.75 · 0.4
  r: result([0.8, 0.2], [0.3, 0.7]),
  // The mean of p and o is (0.8, 0.2), (0.6, 0.4).
  m: result([0.725, 0.275], [0.45, 0.55]),
  // The maximum of p, o and q.
  g: result([0.9, 0.5], [0.8, 1]),
  // Only the mean of the augmented passes; only the centre.
  z: result([0.8, 0.2], [0.6, 0.4]),
  c: result([0.5, 0.5], [0, 1]),
};

const tooFew = (received: string): MillraceError =>
  new MillraceError({
    _tag: 'BrokenInvariant',
    where: 'ttaCombined',
    expected: 'at least one augmented pass, then the centre',
    received,
    advice: '',
  });

const broken = expect.objectContaining({
  detail: expect.objectContaining({ _tag: 'BrokenInvariant' }) as unknown,
}) as unknown;

describe('ttaCombined', () => {
  test('emits progress, then the combined result', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -s-p-s-q-|', events);
      const sourceSubs = '   ^--------!';
      const expected = '     -s---s---(r|)';
      expectObservable(source.pipe(ttaCombined(), map(inNumbers))).toBe(expected, outcomes);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test.each([
    ['averages several augmented passes', {}, 'm'],
    ['useMax takes the highest probabilities', { useMax: true }, 'g'],
    ['useMax ignores beta', { useMax: true, beta: 1 }, 'g'],
    ['beta 0: only the augmented passes', { beta: 0 }, 'z'],
    ['beta 1: only the centre', { beta: 1 }, 'c'],
  ])('%s', (_, options, letter) => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -p-o-q-|', events);
      expectObservable(source.pipe(ttaCombined(options), map(inNumbers))).toBe(
        `-------(${letter}|)`,
        outcomes,
      );
      expectSubscriptions(source.subscriptions).toBe('^------!');
    });
  });

  test.each([
    ['never', '-', '-', '^', undefined],
    ['empty: there is nothing to combine', '--|', '--#', '^-!', tooFew('0')],
    ['progress without a pass', '-s-|', '-s-#', '^--!', tooFew('0')],
    ['a single pass', '-s-q-|', '-s---#', '^----!', tooFew('1')],
    ['an error', '-s-p-#', '-s---#', '^----!', 'error'],
    ['passes over fewer images', '-t-q-|', '-----#', '^----!', broken],
    ['passes over other images', '-p-u-|', '-----#', '^----!', broken],
  ])('%s', (_, diagram, expected, sourceSubs, error) => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(diagram, events);
      expectObservable(source.pipe(ttaCombined(), map(inNumbers))).toBe(expected, outcomes, error);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test('endless, unsubscribed early', () => {
    marbles().run(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('   -s-p-s-s-', events);
      const unsub = '        ------!';
      expectObservable(source.pipe(ttaCombined(), map(inNumbers)), unsub).toBe('-s---s', outcomes);
      expectSubscriptions(source.subscriptions).toBe('^-----!');
    });
  });

  test('each subscription combines its own passes', () => {
    const results: unknown[] = [];
    const output = of(events.p!, events.q!).pipe(ttaCombined(), map(inNumbers));
    for (let i = 0; i < 2; i++) output.subscribe((event) => results.push(event));
    expect(results).toEqual([outcomes.r, outcomes.r]);
  });
});
