import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import { METRIC_VERSION, type AppError } from '../../src/core/index.ts';
import { jsonLine, metricOfLine } from '../../src/reports/index.ts';
import { made } from '../support/made-metrics.ts';

const place = { file: 'runs/first/metrics.jsonl', line: 7 };
const read = (line: string) => metricOfLine(line, place);
const errorOf = (line: string): AppError => {
  const found = read(line);
  if (E.isRight(found)) throw new Error('expected a failure');
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
    made.itemDamaged(),
    made.predictionSummary(),
    made.checkpointSaved(),
    made.fitEnded(),
    made.runEnded(),
  ])('parses the line of a $_tag', (metric) => {
    expect(read(jsonLine(metric))).toEqual(E.right(metric));
  });

  test('older files do not say what a phase does, and which ones come', () => {
    const { kind: _kind, ...phase } = made.phaseStarted();
    expect(read(JSON.stringify(phase))).toEqual(E.right({ ...phase, kind: 'fit' }));
    const tta = { ...phase, name: 'tta(n=4, beta=0.25)' };
    expect(read(JSON.stringify(tta))).toEqual(E.right({ ...tta, kind: 'predict' }));
    const { phases: _phases, ...started } = made.runStarted();
    expect(read(JSON.stringify(started))).toEqual(E.right({ ...started, phases: [] }));
  });

  test('files of version 5 do not count damaged images', () => {
    const { damaged: _damaged, ...ended } = made.runEnded({ skipped: 3 });
    expect(read(JSON.stringify(ended))).toEqual(E.right({ ...ended, damaged: 0 }));
  });

  test('files of version 1 have no top losses and no reference', () => {
    const { topLosses: _topLosses, ...summary } = made.predictionSummary();
    expect(read(JSON.stringify(summary))).toEqual(E.right({ ...summary, topLosses: [] }));
    const { reference: _reference, ...started } = made.runStarted();
    const written = JSON.stringify({ ...started, version: 1 });
    expect(read(written)).toEqual(E.right({ ...started, version: METRIC_VERSION, reference: null }));
  });

  test('a NaN loss is NaN again', () => {
    const step = made.step({ loss: NaN, smoothLoss: NaN });
    const row = made.epochRow({ trainLoss: NaN, scores: { f1: NaN } });
    expect(read(jsonLine(step))).toEqual(E.right(step));
    expect(read(jsonLine(row))).toEqual(E.right(row));
  });

  test('a newer file is rejected with advice', () => {
    const line = JSON.stringify({ _tag: 'RunStarted', version: METRIC_VERSION + 1, unheard: 'of' });
    expect(errorOf(line)).toEqual({
      _tag: 'BadData',
      where: 'runs/first/metrics.jsonl:7',
      expected: 'metrics of version 6 or older',
      received: 'version 7, recorded by a newer Millrace',
      advice: 'Open this run with that version of Millrace, or update this one.',
    });
  });

  test.each([
    ['{"_tag":"Step","pha', /JSON/],
    ['', /JSON/],
    ['null', /^JSON that is not an object$/],
    ['[1]', /^JSON that is not an object$/],
    ['{"a":1}', /^an unknown kind of metric \(undefined\)$/],
    ['{"_tag":"toString"}', /^an unknown kind of metric \(toString\)$/],
    ['{"_tag":"RunEnded","why":"completed","skipped":0}', /^RunEnded whose seconds is not a number$/],
    [
      '{"_tag":"ItemSkipped","split":"train","path":3,"reason":""}',
      /^ItemSkipped whose path is not a string$/,
    ],
  ])('a broken line is rejected with its position: %s', (line, received) => {
    const error = errorOf(line);
    expect(error).toMatchObject({ _tag: 'BadData', where: 'runs/first/metrics.jsonl:7' });
    expect(error.received).toMatch(received);
  });
});
