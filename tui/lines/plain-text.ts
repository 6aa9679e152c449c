import type { Metric } from '../../src/core/index.ts';
import {
  formatCount,
  formatPlural,
  formatRate,
  formatTime,
  type ExperimentRow,
  type Progress,
} from '../../src/reports/index.ts';

/** What trains on what: three lines. */
export const runHeader = (metric: Extract<Metric, { readonly _tag: 'RunStarted' }>): readonly string[] => {
  const { engine, vocab } = metric;
  return [
    `${metric.pipeline}: ${metric.architecture}, ${formatCount(metric.parameters)} parameters`,
    `${formatPlural(metric.trainCount, 'image')} to train on, ${formatCount(metric.validCount)} to validate, ` +
      `${vocab.length} classes: ${vocab.slice(0, 10).join(', ')}${vocab.length > 10 ? ', …' : ''}`,
    `TensorFlow ${engine.tensorflow} on the ${engine.device}, ${formatPlural(engine.threads, 'thread')}, ` +
      `Node ${engine.node}, ${engine.platform}`,
  ];
};

/** `fitOneCycle(5, 0.003): 5 epochs of 118 steps, 64 images of 64×64 a step`. */
export const phaseHeader = (phase: Extract<Metric, { readonly _tag: 'PhaseStarted' }>): string =>
  `${phase.name}: ${formatPlural(phase.epochs, 'epoch')} of ${formatPlural(phase.stepsPerEpoch, 'step')}, ` +
  `${phase.batchSize} images of ${phase.size.join('×')} a step`;

/** `epoch 0, step 12 of 118: loss 1.234567, lr 0.0012, 93.4 images/s, waiting 3 %, left 01:12, phase 07:30`. */
export function progressLine(progress: Progress): string {
  const { activity, epoch, done, steps, last, imagesPerSecond, waitFraction, epochLeft, phaseLeft } =
    progress;
  const what =
    activity === 'train' && last !== null
      ? `loss ${last.smoothLoss.toFixed(6)}, lr ${formatRate(last.learningRate)}`
      : 'validation';
  const wait = waitFraction === null ? '' : `, waiting ${Math.round(100 * waitFraction)} %`;
  return (
    `epoch ${epoch}, step ${done} of ${steps}: ${what}, ${(imagesPerSecond ?? 0).toFixed(1)} images/s${wait}, ` +
    `left: epoch ${formatTime(epochLeft ?? 0)}, phase ${formatTime(phaseLeft ?? 0)}`
  );
}

/** `accuracy 0.747500 (by chance: 0.100000; the book, xresnet50 at 224 px: 0.825243)`; nothing without an accuracy. */
export function resultLine({ accuracy, chance, reference }: ExperimentRow): readonly string[] {
  if (accuracy === null) return [];
  const others = [
    `by chance: ${chance.toFixed(6)}`,
    ...(reference === null ? [] : [`${reference.source}: ${reference.accuracy.toFixed(6)}`]),
  ];
  return [`accuracy ${accuracy.toFixed(6)} (${others.join('; ')})`];
}
