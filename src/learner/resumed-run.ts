import {
  badData,
  createRng,
  isCount,
  isRecord,
  MillraceError,
  shellCommand,
  type Checkpoint,
  type EarlierRun,
  type ImageFiles,
  type RunStarted,
} from '../core/index.ts';
import type { FitScalars, Position, Snapshot } from '../nn/index.ts';
import type { Durations } from './checkpointing.ts';
import { notOfRun, parsePosition, type RunPosition } from './run-position.ts';

/** A run that an earlier process left before its end. */
export type ResumableRun = EarlierRun & { readonly checkpoint: Checkpoint };

/** Returns whether a run left a checkpoint: it had not completed. */
export const isResumable = (earlier: EarlierRun): earlier is ResumableRun => earlier.checkpoint !== null;

/** What a run depends on besides its images, as plain JSON: compared before a run is resumed. */
export type RunIdentity = Readonly<Record<string, unknown>>;

/** Returns what a run depends on: the options, the phases, the seed, the network and the engine. */
export const identityOf = (
  {
    pipeline,
    config,
    architecture,
    parameters,
    trainCount,
    validCount,
    vocab,
    phases,
    engine,
    processes = 1,
  }: RunStarted,
  seed: number,
  files: ImageFiles,
): RunIdentity => ({
  pipeline,
  ...Object.fromEntries(Object.entries(config).map(([name, value]) => [`option ${name}`, value])),
  seed,
  'training images': trainCount,
  'validation images': validCount,
  phases: phases.map(({ name }) => name).join(', '),
  classes: vocab.join(', '),
  labels: labelsKey(files),
  network: `${architecture} of ${parameters} parameters`,
  TensorFlow: engine.tensorflow,
  device: engine.device,
  threads: engine.threads,
  processes,
  platform: engine.platform,
});

/** Returns a number that depends on the labels of all images: a table of labels may change. */
const labelsKey = ({ train, valid }: ImageFiles): number =>
  createRng(0)
    .at([...train, ...valid].map(({ target }) => String(target)).join(';'))
    .draws()();

/** The progress in a checkpoint, checked. */
export interface RunProgress extends Durations {
  readonly position: RunPosition;
  readonly identity: RunIdentity;
  /** The fingerprint of the images. */
  readonly images: string;
  readonly snapshot: Snapshot;
}

/** Returns the progress in a checkpoint. Throws BadData if it is none that Millrace wrote. */
export function progressOf({ progress, arrays }: Checkpoint, runFolder: string): RunProgress {
  const { identity, images, seconds, epochSeconds } = progress;
  const position = parsePosition(progress['position']);
  const state = parseState(progress['state']);
  if (
    position !== null &&
    state !== null &&
    isRecord(identity) &&
    typeof images === 'string' &&
    isDuration(seconds) &&
    isDuration(epochSeconds)
  )
    return { position, identity, images, seconds, epochSeconds, snapshot: { ...state, arrays } };
  throw notOfRun(runFolder);
}

const isDuration = (value: unknown): value is number => Number.isFinite(value) && Number(value) >= 0;

/** Throws BadData, with every difference, unless a run depends on the same as when the checkpoint was saved. */
export function requireUnchanged(
  saved: Pick<RunProgress, 'identity' | 'images'>,
  now: Pick<RunProgress, 'identity' | 'images'>,
  runFolder: string,
): void {
  const differences = differencesOf(saved.identity, now.identity);
  // With another seed or split, the list of images is another one.
  if (differences.length === 0 && saved.images !== now.images)
    differences.push('other images: some were renamed, replaced by others, or have another size in bytes');
  if (differences.length === 0) return;
  throw new MillraceError(
    badData(
      runFolder,
      'the options, images and versions with which the run was started',
      differences.join('; '),
      `Undo that, or train further from its last model: ${shellCommand(['baseline', '--continue', runFolder])}`,
    ),
  );
}

const OF_IMAGES = ['training images', 'validation images', 'classes'];

/** Returns `epochs: 5 when it was saved, 6 now` for each difference. */
function differencesOf(saved: RunIdentity, now: RunIdentity): string[] {
  const text = (value: unknown): string => (value === undefined ? 'none' : JSON.stringify(value));
  // Checkpoints of older versions say nothing of processes.
  const hasOthers = (saved['processes'] ?? 1) !== now['processes'];
  return (
    [...new Set([...Object.keys(saved), ...Object.keys(now)])]
      .filter((name) => text(saved[name]) !== text(now[name]))
      // Other processes share the cores in another way.
      .filter((name) => name !== 'processes' && !(hasOthers && name === 'threads'))
      // Checkpoints of older versions say nothing of it.
      .filter((name) => name !== 'precision' || saved['precision'] !== undefined)
      // Those of the learner usually are the options.
      .filter((name, _, all) => !['seed', 'precision'].includes(name) || !all.includes(`option ${name}`))
      // Other images have other labels.
      .filter((name, _, all) => name !== 'labels' || !all.some((each) => OF_IMAGES.includes(each)))
      .map((name) =>
        name === 'labels'
          ? 'other labels of the images'
          : `${name}: ${text(saved[name])} when it was started, ${text(now[name])} now`,
      )
  );
}

/** Returns the part of a snapshot that is no array; null if it is none. */
function parseState(value: unknown): Omit<Snapshot, 'arrays'> | null {
  if (!isRecord(value) || value['version'] !== 1) return null;
  const { position, scalars, evaluated } = value;
  const isState =
    hasNumbers(position, isCount, 'phase', 'epoch', 'step') &&
    hasNumbers(scalars, isCount, 'steps', 'updates') &&
    hasNumbers(scalars['smoothLoss'], Number.isFinite, 'value', 'sum') &&
    hasNumbers(scalars['smoothLoss'], isCount, 'count') &&
    hasNumbers(scalars['lossScale'], isPositive, 'value') &&
    hasNumbers(scalars['lossScale'], isCount, 'steps') &&
    [undefined, 'whole', 'split'].includes(scalars['form'] as undefined) &&
    (evaluated === null || typeof evaluated === 'string');
  if (!isState) return null;
  return {
    version: 1,
    position: position as unknown as Position,
    scalars: scalars as unknown as FitScalars,
    evaluated,
  };
}

const isPositive = (value: unknown): boolean => Number.isFinite(value) && Number(value) > 0;

const hasNumbers = (
  value: unknown,
  accepts: (value: unknown) => boolean,
  ...names: readonly string[]
): value is Readonly<Record<string, unknown>> =>
  isRecord(value) && names.every((name) => accepts(value[name]));
