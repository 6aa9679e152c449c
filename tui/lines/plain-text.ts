import {
  formatBytes,
  lastOf,
  type BestSaved,
  type CheckpointSaved,
  type FitEnded,
  type ItemFault,
  type LrFound,
  type PhaseStarted,
  type RunEnded,
  type RunStarted,
  type Step,
} from '../../src/core/index.ts';
import {
  calibrationText,
  formatCount,
  formatPlural,
  formatRate,
  formatTime,
  formatValue,
  lastSummary,
  suggestionsOf,
  type ExperimentRow,
  type FinishedEpoch,
  type Progress,
  type RunState,
} from '../../src/reports/index.ts';

/** Describes a run in three lines: network, data, engine. */
export const runHeader = ({
  pipeline,
  architecture,
  parameters,
  trainCount,
  validCount,
  vocab,
  engine,
  processes = 1,
}: RunStarted): readonly string[] => [
  `${pipeline}: ${architecture}, ${formatCount(parameters)} parameters`,
  (trainCount === 0 ? '' : `${formatPlural(trainCount, 'training image')}, `) +
    `${formatPlural(validCount, 'validation image')}, ` +
    `${vocab.length} classes: ${vocab.slice(0, 10).join(', ')}${vocab.length > 10 ? ', …' : ''}`,
  `TensorFlow ${engine.tensorflow} on the ${engine.device}, ` +
    (processes === 1 ? '' : `${processes} processes with `) +
    `${formatPlural(engine.threads, 'thread')}${processes === 1 ? '' : ' each'}, ` +
    `Node ${engine.node}, ${engine.platform}`,
];

/** `skipped /photos/a.jpg: cannot be decoded: an empty file`. */
export const faultLine = ({ _tag, path, reason }: ItemFault): string =>
  _tag === 'ItemSkipped' ? `skipped ${path}: ${reason}` : `damaged ${path}: ${reason}; used as decoded`;

/** `3 images skipped`, `1 image damaged`. */
export const faultCounts = ({
  skipped,
  damaged,
}: Pick<RunEnded, 'skipped' | 'damaged'>): readonly string[] => [
  ...(skipped === 0 ? [] : [`${formatPlural(skipped, 'image')} skipped`]),
  ...(damaged === 0 ? [] : [`${formatPlural(damaged, 'image')} damaged`]),
];

/** Returns the unit that a phase repeats: training has epochs, test-time augmentation has passes over the validation images. */
export const unitOf = (phase: PhaseStarted | null): 'epoch' | 'pass' =>
  phase?.kind === 'predict' ? 'pass' : 'epoch';

/** `fitOneCycle(5, 0.003): 5 epochs of 118 steps, 64 images of 64×64 per step`. */
export function phaseHeader(phase: PhaseStarted): string {
  const { name, epochs, stepsPerEpoch, batchSize, size } = phase;
  const unit = unitOf(phase);
  const count = unit === 'pass' && epochs > 1 ? `${epochs} passes` : formatPlural(epochs, unit);
  return (
    `${name}: ${count} of ${formatPlural(stepsPerEpoch, 'step')}, ` +
    `${batchSize} images of ${size.join('×')} per step`
  );
}

/** Returns what the run computes: `prediction` during the passes of test-time augmentation. */
export function activityOf({ phase, activity }: Progress): Activity {
  if (activity === 'search') return 'lr search';
  const isTta = phase !== null && unitOf(phase) === 'pass' && phase.epochs > 1;
  return isTta ? 'prediction' : activity === 'train' ? 'training' : 'validation';
}

type Activity = 'training' | 'validation' | 'prediction' | 'lr search';

/** `epoch 3 of 5`, or `pass 2 of 5` of test-time augmentation; counted from 1. */
export const positionText = ({ phase, epoch }: Progress): string =>
  `${unitOf(phase)} ${epoch + 1}${phase === null ? '' : ` of ${phase.epochs}`}`;

/** Formats a loss for people. A diverged one is NaN or infinite. */
export function lossText(loss: number, digits: number): string {
  if (!Number.isFinite(loss)) return 'not a number';
  return loss < 1e5 ? loss.toFixed(digits) : loss.toExponential(digits);
}

/** `4 processes: 2 % waiting for process 3, 9 % adding up gradients`; empty for one process. */
export const togetherText = ({ together }: Pick<Progress, 'together'>): string => {
  if (together === null) return '';
  const { count, slowest, host, waited, reduced } = together;
  const name = `process ${slowest + 1}${host === '' ? '' : ` (${host})`}`;
  const [waiting, adding] = [waited, reduced].map((part) => `${Math.round(100 * part)} %`);
  return `${count} processes: ${waiting} waiting for ${name}, ${adding} adding up gradients`;
};

/**
 * Describes progress in one line: `epoch 1 of 5, step 12 of 118: loss 1.234567, lr 0.0012, 93.4 images/s, data wait 3 %,
 * 01:12 left in epoch, 07:30 in phase`.
 */
export function progressLine(progress: Progress): string {
  const { phase, done, steps, searched, imagesPerSecond, waitFraction, epochLeft, phaseLeft } = progress;
  const activity = activityOf(progress);
  const last = searched ?? (activity === 'training' ? progress.last : null);
  const numbers = [
    ...(last === null ? [] : [`loss ${lossText(last.smoothLoss, 6)}`, `lr ${formatRate(last.learningRate)}`]),
    ...(imagesPerSecond === null ? [] : [`${imagesPerSecond.toFixed(1)} images/s`]),
    ...(waitFraction === null ? [] : [`data wait ${Math.round(100 * waitFraction)} %`]),
    ...[togetherText(progress)].filter((text) => text !== ''),
    ...(epochLeft === null
      ? []
      : [`${formatTime(epochLeft)} left${searched === null ? ` in ${unitOf(phase)}` : ''}`]),
    ...(phaseLeft === null || searched !== null ? [] : [`${formatTime(phaseLeft)} in phase`]),
  ].join(', ');
  if (searched !== null) return `${activity}, step ${done} of ${steps}: ${numbers}`;
  const step = activity === 'validation' ? 'validation step' : 'step';
  return `${positionText(progress)}, ${step} ${done} of ${steps}${numbers === '' ? '' : `: ${numbers}`}`;
}

/**
 * `stopped early: no better valid_loss for 2 epochs; the schedule was cut at lr 0.00120`. Pass no step to leave the
 * learning rate out.
 */
export function fitEndedLine({ epochs, reason }: FitEnded, last: Step | null): string {
  if (epochs === 0) return `skipped: ${reason}`;
  const cut = last === null ? '' : `; the schedule was cut at lr ${formatRate(last.learningRate)}`;
  return `stopped early: ${reason}${cut}`;
}

/** Returns the rates that a search suggests, with their letters in its plot: `valley 0.00174 (v), minimum 0.00759 (m), …`. */
export function foundLine(found: LrFound): string {
  const rates = suggestionsOf(found).map(
    ({ name, letter, rate }) => `${name} ${formatRate(rate)} (${letter})`,
  );
  return rates.length === 0
    ? 'no learning rate to suggest: the loss grew after a few steps'
    : `suggested learning rates: ${rates.join(', ')}`;
}

/** Describes a finished epoch: `epoch 4, accuracy 0.747500, valid_loss 0.812345`; counted from 1 over the whole run. */
export function epochText({ row, number }: FinishedEpoch): string {
  const scores = Object.entries(row.scores).map(([name, value]) => `${name} ${formatValue(value)}`);
  const loss = row.validLoss === null ? [] : [`valid_loss ${formatValue(row.validLoss)}`];
  return [`epoch ${number}`, ...scores, ...loss].join(', ');
}

/** How a model's file is named. */
type FileText = (file: CheckpointSaved | BestSaved) => string;

const pathAndSize: FileText = ({ path, bytes }) => `${path}, ${formatBytes(bytes)}`;

/** Returns the name of a model's file, where its folder is named anyway: `model.safetensors`. */
export const fileName: FileText = ({ path }) => lastOf(path.split(/[/\\]/));

/** Names the models of a run: `last model: runs/RUN/model.safetensors, 45 MB (epoch 5, accuracy 0.747500, valid_loss 0.812345)`. */
export function modelLines(
  { saved, savedSteps, best, rows }: Pick<RunState, 'saved' | 'savedSteps' | 'best' | 'rows'>,
  fileText: FileText = pathAndSize,
): readonly string[] {
  if (saved === null) return [];
  const line = (name: string, file: CheckpointSaved | BestSaved, epoch: FinishedEpoch | null) =>
    `${name} model: ${fileText(file)}${epoch === null ? '' : ` (${epochText(epoch)})`}`;
  const row = rows.at(-1) ?? null;
  // A run that stops in the middle of an epoch saves its model too.
  const last = line('last', saved, row?.steps === savedSteps ? row : null);
  // A failure may come between the model of an epoch and its row.
  const hasBest = best !== null && best.epoch !== null;
  return hasBest ? [last, line('best', best.saved, best.epoch)] : [last];
}

/** `accuracy 0.747500 (chance: 0.100000; the book, xresnet50 at 224 px: 0.825243)`; nothing without an accuracy. */
export function resultLine({ accuracy, withoutTta, chance, reference }: ExperimentRow): readonly string[] {
  if (accuracy === null) return [];
  const others = [
    `chance: ${chance.toFixed(6)}`,
    ...(reference === null ? [] : [`${reference.source}: ${reference.accuracy.toFixed(6)}`]),
  ];
  const augmented =
    withoutTta === null ? '' : ` with test-time augmentation, ${withoutTta.toFixed(6)} without`;
  return [`accuracy ${accuracy.toFixed(6)}${augmented} (${others.join('; ')})`];
}

/** `f1 0.417869, average_precision 0.548986`: the scores of a run without an accuracy; nothing for other runs. */
export function scoresLine({ valid, tta }: RunState): readonly string[] {
  const summary = tta ?? valid;
  const scores = Object.entries(summary?.scores ?? {});
  if (scores.length === 0 || scores.some(([name]) => name === 'accuracy')) return [];
  const text = scores.map(([name, value]) => `${name} ${formatValue(value)}`).join(', ');
  return [summary?.kind === 'tta' ? `${text} with test-time augmentation` : text];
}

/** `valid_loss 0.816093, accuracy 0.741680`: the evaluation of a model; nothing after training, whose table has both. */
export function evaluationLine({ valid, epochs }: Pick<RunState, 'valid' | 'epochs'>): readonly string[] {
  const { loss = null, scores = {} } = valid ?? {};
  if (epochs > 0 || loss === null) return [];
  const values = Object.entries({ valid_loss: loss, ...scores });
  return [values.map(([name, value]) => `${name} ${formatValue(value)}`).join(', ')];
}

/** `calibration error 0.0345: …`: the calibration of the last predictions; nothing if it is not recorded. */
export function calibrationLine(state: Pick<RunState, 'valid' | 'tta'>): readonly string[] {
  const { calibration } = lastSummary(state) ?? {};
  const text = calibration === undefined ? null : calibrationText(calibration);
  return text === null ? [] : [text];
}
