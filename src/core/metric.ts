import type { Split } from './image-file.ts';

/** The version of the metric format: the first line of metrics.jsonl carries it. */
export const METRIC_VERSION = 3;

/** What computes, as `doctor` prints it. */
export interface EngineInfo {
  /** TensorFlow's version, e.g. `2.21.0`. */
  readonly tensorflow: string;
  readonly device: 'cpu' | 'gpu';
  readonly threads: number;
  readonly node: string;
  readonly platform: string;
}

/** Memory at one moment. */
export interface MemoryUse {
  /** Resident set of the engine's process, bytes. */
  readonly rssBytes: number;
  /** Live tensors. */
  readonly tensors: number;
}

/** What the same experiment came to elsewhere. */
export interface Reference {
  /** e.g. `the book, xresnet50 at 224 px`. */
  readonly source: string;
  readonly accuracy: number;
}

/** A reference, as far as the pictures show the same. */
export interface Comparison extends Reference {
  /** It is one only where these are the classes; by default for all pictures. */
  readonly classes?: readonly string[];
}

/** A run begins: what was asked for and with what. */
export interface RunStarted {
  readonly _tag: 'RunStarted';
  readonly version: typeof METRIC_VERSION;
  readonly pipeline: string;
  /** The resolved configuration, plain JSON. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly engine: EngineInfo;
  readonly architecture: string;
  readonly parameters: number;
  readonly trainCount: number;
  readonly validCount: number;
  readonly vocab: readonly string[];
  /** Null where there is nothing to compare with. */
  readonly reference: Reference | null;
}

/** A phase begins: one call of fitOneCycle, half of a fineTune, a test-time augmentation. */
export interface PhaseStarted {
  readonly _tag: 'PhaseStarted';
  /** Position in the run, from 0. */
  readonly phase: number;
  /** e.g. `fitOneCycle(5, 0.003)`. */
  readonly name: string;
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  readonly batchSize: number;
  /** Height and width of the network's input. */
  readonly size: readonly [number, number];
}

/** One training step is done. */
export interface Step {
  readonly _tag: 'Step';
  readonly phase: number;
  readonly epoch: number;
  /** Position in the epoch, from 0, and how many the epoch has. */
  readonly step: number;
  readonly steps: number;
  readonly count: number;
  /** Mean over the batch. */
  readonly loss: number;
  /** fastai's smoothed loss: exponential mean with 0.98, debiased, since the phase began. */
  readonly smoothLoss: number;
  /** Of the last parameter group. */
  readonly learningRate: number;
  /** Null where it is not scheduled. */
  readonly momentum: number | null;
  /** Milliseconds since the step before ended that were spent waiting for this batch, and that the step took. */
  readonly waitMs: number;
  readonly stepMs: number;
  readonly imagesPerSecond: number;
  readonly memory: MemoryUse;
}

/** One batch of a pass without training (validation, test-time augmentation) is done. */
export interface EvaluationStep {
  readonly _tag: 'EvaluationStep';
  readonly phase: number;
  readonly epoch: number;
  readonly step: number;
  readonly steps: number;
  readonly count: number;
  readonly imagesPerSecond: number;
}

/** A row of the book's table. */
export interface EpochRow {
  readonly _tag: 'EpochRow';
  readonly phase: number;
  readonly epoch: number;
  /** The smoothed loss at the epoch's end, as fastai prints it. */
  readonly trainLoss: number;
  /** Mean over the validation pictures; NaN never: null where there are none. */
  readonly validLoss: number | null;
  /** By metric name, e.g. `{ accuracy: 0.7475 }`: means over the validation pictures. */
  readonly scores: Readonly<Record<string, number>>;
  readonly seconds: number;
  readonly memory: MemoryUse;
}

/** A share of the time of training steps. */
export interface ProfilePart {
  /** An operator of the pipeline, or a kernel of the engine. */
  readonly name: string;
  /** How often it did something. */
  readonly calls: number;
  readonly seconds: number;
}

/** Where the time of an epoch's training steps went; told only where a run is asked for it. */
export interface Profile {
  readonly _tag: 'Profile';
  readonly phase: number;
  readonly epoch: number;
  /** How many steps it was, and how long they took, with what lay between them. */
  readonly steps: number;
  readonly seconds: number;
  /** The operators of the pipeline, in its order: together all of the time. */
  readonly operators: readonly ProfilePart[];
  /** Kernels of TensorFlow, the longest first: what of that time was spent inside the engine. */
  readonly kernels: readonly ProfilePart[];
}

/** A picture could not be used; the run goes on without it. */
export interface ItemSkipped {
  readonly _tag: 'ItemSkipped';
  readonly split: Split;
  readonly path: string;
  readonly reason: string;
}

/** A validation picture that the network is very wrong about. */
export interface TopLoss {
  /** Where it is, absolute. */
  readonly path: string;
  /** Class indices. */
  readonly actual: number;
  readonly predicted: number;
  /** As the learner's loss has it, greatest where the network is sure of another class. */
  readonly loss: number;
  /** 0..1: what the network gives the actual class and the one it predicts. */
  readonly actualProbability: number;
  readonly predictedProbability: number;
}

/** How the validation pictures were classified at the end of a phase. */
export interface PredictionSummary {
  readonly _tag: 'PredictionSummary';
  readonly phase: number;
  /** `valid` for plain validation, `tta` for test-time augmentation. */
  readonly kind: 'valid' | 'tta';
  readonly scores: Readonly<Record<string, number>>;
  /** confusion[actual][predicted], counts. */
  readonly confusion: readonly (readonly number[])[];
  /** The pictures with the greatest loss, nine at most, greatest first: fastai's plot_top_losses. */
  readonly topLosses: readonly TopLoss[];
}

/** The weights were written to a file. */
export interface CheckpointSaved {
  readonly _tag: 'CheckpointSaved';
  readonly path: string;
  readonly bytes: number;
}

/** The run is over. */
export interface RunEnded {
  readonly _tag: 'RunEnded';
  readonly why: 'completed' | 'stopped';
  readonly seconds: number;
  readonly skipped: number;
}

/** Everything a run tells, as plain serializable data: the dashboard, the table, the files know nothing else. */
export type Metric =
  | RunStarted
  | PhaseStarted
  | Step
  | EvaluationStep
  | EpochRow
  | Profile
  | ItemSkipped
  | PredictionSummary
  | CheckpointSaved
  | RunEnded;
