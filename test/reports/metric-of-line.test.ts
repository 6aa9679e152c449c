import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import { calibration, METRIC_VERSION, type AppError, type Metric } from '../../src/core/index.ts';
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
    made.explained(),
    made.checkpointSaved(),
    made.fitEnded(),
    made.runEnded(),
  ])('parses the line of a $_tag', (metric) => {
    expect(read(jsonLine(metric))).toEqual(E.right(metric));
  });

  test('a loss and a calibration stay absent where older files lack them, and are checked where they are', () => {
    const measured = { loss: 0.75, calibration: calibration([{ probability: 0.5, isRight: true }]) };
    for (const more of [measured, { ...measured, loss: null }, { loss: 1.5 }]) {
      const summary = made.predictionSummary(more);
      expect(read(jsonLine(summary))).toEqual(E.right(summary));
    }
    const broken = { ...made.predictionSummary(), calibration: { error: 0.5, bins: [{ count: -1 }] } };
    expect(errorOf(JSON.stringify(broken)).received).toBe(
      'PredictionSummary whose calibration is not a calibration with its bins, if present',
    );
  });

  test('older files do not say what a phase does, and which ones come', () => {
    const { kind: _kind, ...phase } = made.phaseStarted();
    expect(read(JSON.stringify(phase))).toEqual(E.right({ ...phase, kind: 'fit' }));
    const tta = { ...phase, name: 'tta(n=4, beta=0.25)' };
    expect(read(JSON.stringify(tta))).toEqual(E.right({ ...tta, kind: 'predict' }));
    const { phases: _phases, ...started } = made.runStarted();
    expect(read(JSON.stringify(started))).toEqual(E.right({ ...started, phases: [] }));
  });

  test('files of version 7 have one class per image, in fields of their own', () => {
    const { counts: _counts, mistakes: _mistakes, topLosses, ...summary } = made.predictionSummary();
    const numbers = topLosses.map(({ actual, predicted, ...rest }) => ({
      ...rest,
      actual: actual[0]!.index,
      actualProbability: actual[0]!.probability,
      predicted: predicted[0]!.index,
      predictedProbability: predicted[0]!.probability,
    }));
    expect(read(JSON.stringify({ ...summary, topLosses: numbers }))).toEqual(
      E.right(made.predictionSummary({ mistakes: [] })),
    );
    const { task: _task, ...started } = made.runStarted();
    expect(read(JSON.stringify(started))).toEqual(E.right(made.runStarted()));
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
      expected: `metrics of version ${METRIC_VERSION} or older`,
      received: `version ${METRIC_VERSION + 1}, recorded by a newer Millrace`,
      advice: 'Open this run with that version of Millrace, or update this one.',
    });
  });

  /** Changes that TypeScript forbids, as in a file that another program has written. */
  const changed = (metric: Metric, change: object): string => JSON.stringify({ ...metric, ...change });
  const [top] = made.predictionSummary().topLosses;
  const nested = (depth: number): object => (depth === 0 ? {} : { a: nested(depth - 1) });

  test.each([
    [changed(made.runStarted(), { vocab: ['cat', 7] }), 'RunStarted whose vocab is not a list of strings'],
    [
      changed(made.runStarted(), { engine: {} }),
      'RunStarted whose engine is not an object with the versions of the engine',
    ],
    [
      changed(made.runStarted(), { reference: { source: 'the book' } }),
      'RunStarted whose reference is not an object with a source and an accuracy, or null',
    ],
    [
      changed(made.runStarted(), { phases: [null] }),
      'RunStarted whose phases is not a list of phases or absent',
    ],
    [
      changed(made.runStarted(), { config: nested(21) }),
      'RunStarted whose config is not an object that is not nested too deep',
    ],
    [changed(made.phaseStarted(), { size: [64] }), 'PhaseStarted whose size is not a list of two numbers'],
    [
      changed(made.phaseStarted(), { kind: 'dance' }),
      'PhaseStarted whose kind is not fit or predict, or absent',
    ],
    [changed(made.step(), { memory: {} }), 'Step whose memory is not an object with rssBytes and tensors'],
    [
      changed(made.profile(), { kernels: [{}] }),
      'Profile whose kernels is not a list of names, calls and seconds',
    ],
    [changed(made.itemSkipped(), { split: 'test' }), 'ItemSkipped whose split is not train or valid'],
    ...[[[1], [2]], [[1, 2]], [[-1]], [[0.5]], 'none'].map((confusion): [string, string] => [
      changed(made.predictionSummary(), { confusion }),
      'PredictionSummary whose confusion is not a square list of lists of counts, or null',
    ]),
    [
      changed(made.predictionSummary(), { topLosses: [{ ...top, actual: 'cat' }] }),
      'PredictionSummary whose topLosses is not a list of images with losses, or absent',
    ],
    ...[
      { map: { height: 1, width: 2, values: [0] } },
      { map: { height: 0, width: 0, values: [] } },
      { map: { height: 1, width: 2, values: [0, -1] } },
      { map: { height: 1, width: 2, values: [0, null] } },
      { map: { height: 1000, width: 1, values: Array.from({ length: 1000 }, () => 0) } },
      { box: [0, 0, 1] },
      { size: [30] },
    ].map((change): [string, string] => [
      changed(made.explained(), { images: [{ ...made.explained().images[0], ...change }] }),
      'Explained whose images is not a list of images with heat maps',
    ]),
    [changed(made.runEnded(), { why: 'finished' }), 'RunEnded whose why is not completed or stopped'],
    ['{"_tag":{"toString":1,"valueOf":1}}', 'an unknown kind of metric (not a string)'],
  ])('what is inside a field is checked: %s', (line, received) => {
    expect(errorOf(line).received).toBe(received);
  });

  test('a NaN inside a field is NaN again', () => {
    const summary = made.predictionSummary({ topLosses: [{ ...top!, loss: NaN }] });
    expect(read(jsonLine(summary))).toEqual(E.right(summary));
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
