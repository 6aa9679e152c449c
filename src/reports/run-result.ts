import type { PredictionSummary } from '../core/index.ts';
import type { FinishedEpoch, RunState } from './folds/run-state.ts';
import { jsonFile } from './json.ts';
import { suggestionsOf } from './lr-suggestions.ts';

/** The result of a run, with the column names of the book's table. */
export interface RunResult {
  readonly pipeline: string;
  readonly architecture: string;
  /** `failed` until the run ends. */
  readonly ended: 'completed' | 'stopped' | 'failed';
  /** Why a hook ended the last fit early, for example `no better valid_loss for 2 epochs`; null if none did. */
  readonly ended_early: string | null;
  /** The duration of the run; 0 until it ends. */
  readonly seconds: number;
  /** Finished epochs of all phases. */
  readonly epochs: number;
  readonly train_loss: number | null;
  readonly valid_loss: number | null;
  /** The best epoch, from 1 over all phases, with its losses and scores; null if its model was not saved. */
  readonly best: Readonly<Record<string, number | null>> | null;
  /** Number of distinct images that could not be used. */
  readonly skipped: number;
  /** Number of distinct images that were used although their decoder reported damage. */
  readonly damaged: number;
  /** The mean speed of training, including waits for batches; null before the first step. */
  readonly images_per_second: number | null;
  /** The peak resident memory in training, in bytes; null before the first step. */
  readonly peak_rss: number | null;
}

/** Returns the result so far. */
export const resultOf = ({
  run,
  rows,
  valid,
  epochs,
  trained,
  peakRss,
  best,
  skipped,
  damaged,
  fitEnded,
  ended,
}: RunState): RunResult => ({
  pipeline: run?.pipeline ?? '',
  architecture: run?.architecture ?? '',
  ended: ended?.why ?? 'failed',
  ended_early: fitEnded?.reason ?? null,
  seconds: ended?.seconds ?? 0,
  epochs,
  train_loss: rows.at(-1)?.row.trainLoss ?? null,
  valid_loss: rows.at(-1)?.row.validLoss ?? valid?.loss ?? null,
  best: bestOf(best?.epoch ?? null),
  skipped: ended?.skipped ?? skipped.count,
  damaged: ended?.damaged ?? damaged.count,
  images_per_second: trained.count === 0 ? null : (1000 * trained.count) / trained.ms,
  peak_rss: peakRss === 0 ? null : peakRss,
});

const bestOf = (epoch: FinishedEpoch | null): RunResult['best'] =>
  epoch === null
    ? null
    : {
        epoch: epoch.number,
        train_loss: epoch.row.trainLoss,
        valid_loss: epoch.row.validLoss,
        ...epoch.row.scores,
      };

/** Returns the scores of the last validation, e.g. `accuracy`, and of test-time augmentation, e.g. `tta_accuracy`. */
export const scoresOf = ({ scores, tta }: RunState): Readonly<Record<string, number>> => ({
  ...scores,
  ...(tta === null ? {} : summaryScores(tta)),
});

/** Returns the scores by name; those of test-time augmentation have the prefix `tta_`. */
export const summaryScores = ({ kind, scores }: PredictionSummary): Readonly<Record<string, number>> =>
  kind === 'tta'
    ? Object.fromEntries(Object.entries(scores).map(([name, value]) => [`tta_${name}`, value]))
    : scores;

/** Returns the content of result.json: the result, the scores and the suggested learning rates side by side. */
export const resultJson = (state: RunState): string =>
  jsonFile({ ...resultOf(state), ...scoresOf(state), ...calibrationErrors(state), ...ratesOf(state) });

/** Returns the calibration error of the last validation, and that of test-time augmentation. */
const calibrationErrors = ({ valid, tta }: RunState): Readonly<Record<string, number>> =>
  Object.fromEntries(
    [valid, tta].flatMap((summary): readonly (readonly [string, number])[] => {
      const error = summary?.calibration?.error ?? null;
      return error === null ? [] : [[`${summary?.kind === 'tta' ? 'tta_' : ''}calibration_error`, error]];
    }),
  );

/** Returns the suggestions of a search for a learning rate, e.g. `lr_valley`. */
const ratesOf = ({ found }: RunState): Readonly<Record<string, number>> =>
  Object.fromEntries(suggestionsOf(found).map(({ name, rate }) => [`lr_${name}`, rate]));
