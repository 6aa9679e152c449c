import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import { METRIC_VERSION, type AppError } from '../../src/core/index.ts';
import { jsonLine, metricOfLine } from '../../src/reports/index.ts';
import { made } from '../support/made-metrics.ts';

const place = { file: 'runs/first/metrics.jsonl', line: 7 };
const read = (line: string) => metricOfLine(line, place);
const errorOf = (line: string): AppError => {
  const found = read(line);
  if (E.isRight(found)) throw new Error('a metric');
  return found.left;
};

describe('metricOfLine', () => {
  test.each([
    made.runStarted(),
    made.runStarted({ reference: { source: 'the book', accuracy: 0.8 } }),
    made.phaseStarted(),
    made.step(),
    made.step({ momentum: null }),
    made.evaluationStep(),
    made.epochRow(),
    made.epochRow({ validLoss: null, scores: {} }),
    made.itemSkipped(),
    made.predictionSummary(),
    made.checkpointSaved(),
    made.runEnded(),
  ])('reads what was written: $_tag', (metric) => {
    expect(read(jsonLine(metric))).toEqual(E.right(metric));
  });

  test('files of version 1: no images with the greatest loss, no reference', () => {
    const { topLosses: _topLosses, ...summary } = made.predictionSummary();
    expect(read(JSON.stringify(summary))).toEqual(E.right({ ...summary, topLosses: [] }));
    const { reference: _reference, ...started } = made.runStarted();
    const written = JSON.stringify({ ...started, version: 1 });
    expect(read(written)).toEqual(E.right({ ...started, version: METRIC_VERSION, reference: null }));
  });

  test('a loss that ran away is no number again', () => {
    const step = made.step({ loss: NaN, smoothLoss: NaN });
    const row = made.epochRow({ trainLoss: NaN, scores: { f1: NaN } });
    expect(read(jsonLine(step))).toEqual(E.right(step));
    expect(read(jsonLine(row))).toEqual(E.right(row));
  });

  test('a newer file says what to do', () => {
    const line = JSON.stringify({ _tag: 'RunStarted', version: METRIC_VERSION + 1, unheard: 'of' });
    expect(errorOf(line)).toEqual({
      _tag: 'BadData',
      where: 'runs/first/metrics.jsonl:7',
      expected: 'metrics of version 3 at most',
      received: 'version 4, which a newer Millrace recorded',
      advice: 'Look at this run with that Millrace, or update this one.',
    });
  });

  test.each([
    ['{"_tag":"Step","pha', /JSON/],
    ['', /JSON/],
    ['null', /^something else$/],
    ['[1]', /^something else$/],
    ['{"a":1}', /^a metric of the kind undefined$/],
    ['{"_tag":"toString"}', /^a metric of the kind toString$/],
    ['{"_tag":"RunEnded","why":"completed","skipped":0}', /^RunEnded whose seconds is no number$/],
    ['{"_tag":"ItemSkipped","split":"train","path":3,"reason":""}', /^ItemSkipped whose path is no text$/],
  ])('a broken line is told with its place: %s', (line, received) => {
    const error = errorOf(line);
    expect(error).toMatchObject({ _tag: 'BadData', where: 'runs/first/metrics.jsonl:7' });
    expect(error.received).toMatch(received);
  });
});
