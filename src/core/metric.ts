import type { Calibration } from './calibration.ts';
import type { ClassCounts, Confusion } from './class-counts.ts';
import type { Split } from './image-file.ts';
import type { ImagesFound } from './images-found.ts';
import type { TaskDescription } from './task-description.ts';
import type { HeatMap } from './prediction.ts';
import type { EpochRow, EvaluationStep, LrFound, LrStep, Profile, Step } from './step-metrics.ts';

/**
 * The version of the metric format, written in the first line of `metrics.jsonl`.
 *
 * @category Metrics
 */
export const METRIC_VERSION = 9;

/** The engine and the machine of a run. */
export interface EngineInfo {
  /** TensorFlow's version, for example `2.21.0`. */
  readonly tensorflow: string;
  readonly device: 'cpu' | 'gpu';
  readonly threads: number;
  readonly node: string;
  readonly platform: string;
}

/** A published result of the same experiment, to compare with. */
export interface Reference {
  /** For example `the book, xresnet50 at 224 px`. */
  readonly source: string;
  /** A fraction, 0..1. */
  readonly accuracy: number;
}

/** A {@link Reference} that holds for certain classes only. */
export interface Comparison extends Reference {
  /**
   * Class names, in order; the reference is reported only if the run has exactly these. Without classes it always is.
   */
  readonly classes?: readonly string[];
}

/** A phase before it runs. */
export interface PlannedPhase {
  /** For example `fitOneCycle(5, 0.003)`. */
  readonly name: string;
  /** Whether it trains, predicts, searches for a learning rate, replaces the data or the weights, or saves the model. */
  readonly kind: 'fit' | 'predict' | 'search' | 'data' | 'weights' | 'save';
  /** Number of epochs, or of passes of test-time augmentation or validation; 0 for the other kinds. */
  readonly epochs: number;
}

/** The first metric of a run: its configuration, engine, network and data. */
export interface RunStarted {
  readonly _tag: 'RunStarted';
  readonly version: typeof METRIC_VERSION;
  readonly pipeline: string;
  /** The resolved configuration, plain JSON. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly engine: EngineInfo;
  readonly architecture: string;
  /** Number of trainable parameters. */
  readonly parameters: number;
  /** Number of training images. */
  readonly trainCount: number;
  /** Number of validation images. */
  readonly validCount: number;
  readonly vocab: readonly string[];
  /** Whether an image has one class, or any number of labels. */
  readonly task: TaskDescription['kind'];
  /** Null if there is no reference for these classes. */
  readonly reference: Reference | null;
  /** The phases to come, in order; empty if they are not known. */
  readonly phases: readonly PlannedPhase[];
  /** The number of processes that train together; absent if one trains alone. */
  readonly processes?: number;
}

/** The start of a phase: one call of fitOneCycle, one half of a fineTune, a validation, or a test-time augmentation. */
export interface PhaseStarted {
  readonly _tag: 'PhaseStarted';
  /** Position in the run, from 0. */
  readonly phase: number;
  /** For example `fitOneCycle(5, 0.003)`. */
  readonly name: string;
  readonly kind: 'fit' | 'predict';
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  readonly batchSize: number;
  /** Height and width of the network's input, in pixels. */
  readonly size: readonly [number, number];
}

/** An image that could not be used; the run continues without it. */
export interface ItemSkipped {
  readonly _tag: 'ItemSkipped';
  readonly split: Split;
  readonly path: string;
  readonly reason: string;
}

/** An image that is used although its decoder reported damage: part of its pixels may be wrong. */
export interface ItemDamaged {
  readonly _tag: 'ItemDamaged';
  readonly split: Split;
  readonly path: string;
  readonly reason: string;
}

/** A report about an image of a batch, once per epoch. */
export type ItemFault = ItemSkipped | ItemDamaged;

/** A class index, and the probability that the network gives to the class, 0..1. */
export interface ClassProbability {
  readonly index: number;
  readonly probability: number;
}

/** An image and the prediction for it: one class each, or any number of labels. */
export interface PredictedImage {
  /** The absolute path. */
  readonly path: string;
  /** What the image shows according to its label; empty if it has none. */
  readonly actual: readonly ClassProbability[];
  /** What the network predicts. */
  readonly predicted: readonly ClassProbability[];
}

/** A validation image with a high loss. */
export interface TopLoss extends PredictedImage {
  /** The learner's loss of this image; after test-time augmentation, −log of the probability of what it shows. */
  readonly loss: number;
}

/** The classification results of the validation images at the end of a phase. */
export interface PredictionSummary {
  readonly _tag: 'PredictionSummary';
  readonly phase: number;
  /** `valid` for plain validation, `tta` for test-time augmentation. */
  readonly kind: 'valid' | 'tta';
  readonly scores: Readonly<Record<string, number>>;
  /** The mean of the learner's loss over the images; absent after test-time augmentation. Null without images. */
  readonly loss?: number | null;
  /** How far the probabilities of the predictions are from the fractions that are right; absent in older files. */
  readonly calibration?: Calibration;
  /** For each class, in the order of the vocabulary. */
  readonly counts: readonly ClassCounts[];
  /** `confusion[actual][predicted]`: numbers of images. Null if an image may have several labels. */
  readonly confusion: Confusion | null;
  /** Every image whose prediction is wrong, in the order of validation. */
  readonly mistakes: readonly PredictedImage[];
  /** Up to nine images with the highest losses, highest first: fastai's plot_top_losses. */
  readonly topLosses: readonly TopLoss[];
}

/** Where the network looked for the class that it predicts for an image: Grad-CAM (Selvaraju et al., 2017). */
export interface ExplainedImage {
  /** The absolute path. */
  readonly path: string;
  /** The explained class. */
  readonly index: number;
  /** The height and width of the upright image, in pixels. */
  readonly size: readonly [height: number, width: number];
  /** Values with three significant digits; the map covers `box`. */
  readonly map: HeatMap;
  /**
   * The part of the upright image that the network received, in fractions of its width and height; it may extend beyond
   * 0..1 where the image was padded.
   */
  readonly box: readonly [left: number, top: number, width: number, height: number];
}

/** The explanations of the images with the highest losses of the last {@link PredictionSummary}, at the end of a run. */
export interface Explained {
  readonly _tag: 'Explained';
  readonly images: readonly ExplainedImage[];
}

/** The file that the weights were written to. */
export interface CheckpointSaved {
  readonly _tag: 'CheckpointSaved';
  readonly path: string;
  readonly bytes: number;
}

/** The file that the weights of the best epoch so far were written to; that epoch's row follows. */
export interface BestSaved {
  readonly _tag: 'BestSaved';
  readonly phase: number;
  readonly epoch: number;
  /** The value that decides, for example `valid_loss`. */
  readonly monitor: string;
  readonly path: string;
  readonly bytes: number;
}

/** A message for the user, as a sentence; it affects no number. */
export interface Notice {
  readonly _tag: 'Notice';
  readonly text: string;
  /** Whether it is the reason of an option that the run chose; absent for other notices. */
  readonly isChoice?: boolean;
}

/** The early end of a fit, by a hook: no epoch follows. */
export interface FitEnded {
  readonly _tag: 'FitEnded';
  readonly phase: number;
  /** Number of finished epochs; 0 if the fit was skipped. */
  readonly epochs: number;
  /** For example `no better valid_loss for 2 epochs`. */
  readonly reason: string;
}

/** The last metric of a run: why it ended, its duration, and the numbers of skipped and of damaged images. */
export interface RunEnded {
  readonly _tag: 'RunEnded';
  readonly why: 'completed' | 'stopped';
  readonly seconds: number;
  readonly skipped: number;
  readonly damaged: number;
}

/**
 * Everything a run reports, as plain serializable data: the only input of the dashboard, the table and the files.
 *
 * @category Metrics
 */
export type Metric =
  | RunStarted
  | ImagesFound
  | PhaseStarted
  | Step
  | EvaluationStep
  | EpochRow
  | Profile
  | ItemSkipped
  | ItemDamaged
  | PredictionSummary
  | Explained
  | CheckpointSaved
  | BestSaved
  | LrStep
  | LrFound
  | Notice
  | FitEnded
  | RunEnded;
