import type { Metric } from '../../../src/core/index.ts';
import { jsonLine } from '../../../src/reports/index.ts';
import { made } from '../../support/made-metrics.ts';

const steps = (epoch: number): readonly Metric[] =>
  [0, 1, 2, 3].map((step) =>
    made.step({ epoch, step, loss: 2 - (4 * epoch + step) / 8, smoothLoss: 2 - epoch / 2 }),
  );

const reference = { source: 'the book, xresnet50 at 224 px', accuracy: 0.825 };

/** A run with metrics of every kind. */
const trained: readonly Metric[] = [
  made.runStarted({ reference }),
  made.imagesFound(),
  ...[0, 1, 2].map((step) =>
    made.lrStep({ step, learningRate: 10 ** (step - 5), smoothLoss: 2.5 - step / 4 }),
  ),
  made.lrFound(),
  made.phaseStarted(),
  ...[0, 1].flatMap((epoch) => [
    ...steps(epoch),
    made.itemSkipped(`/data/cat/${epoch}.jpg`),
    made.evaluationStep({ epoch }),
    made.evaluationStep({ epoch, step: 1 }),
    made.profile({ epoch }),
    made.checkpointSaved(),
    made.bestSaved({ epoch }),
    made.epochRow({ epoch, scores: { accuracy: 0.5 + epoch / 4, error_rate: 0.5 - epoch / 4 } }),
  ]),
  made.fitEnded({ epochs: 2 }),
  made.predictionSummary(),
  { _tag: 'Notice', text: 'the cache is damaged' },
  { _tag: 'Notice', text: '--size 64: because', isChoice: true },
  made.phaseStarted({ phase: 1, name: 'tta(n=1)', kind: 'predict', epochs: 2 }),
  made.evaluationStep({ phase: 1 }),
  made.predictionSummary({ phase: 1, kind: 'tta' }),
  made.runEnded({ skipped: 2 }),
];
const stopped: readonly Metric[] = [
  made.runStarted({ vocab: ['a', 'b', 'c'], config: {} }),
  made.phaseStarted({ epochs: 1 }),
  made.step(),
  made.runEnded({ why: 'stopped' }),
];

const linesOf = (metrics: readonly Metric[]): string => metrics.map(jsonLine).join('');

/** The logs of a run, of two in one folder, of one that was stopped, and of one of a version before this one. */
export const logs: readonly string[] = [
  linesOf(trained),
  linesOf([...stopped, ...trained]),
  linesOf(stopped),
  linesOf(trained)
    .replaceAll(/"version":\d+/g, '"version":1')
    .replaceAll(/,"(kind|phases|topLosses)":("\w+"|\[[^\]]*\])/g, ''),
];
