/** Memory in use at one moment. */
export interface MemoryUse {
  /** Resident memory of the engine's process, in bytes. */
  readonly rssBytes: number;
  /** Number of live tensors. */
  readonly tensors: number;
}

/** Where several processes that train together spent the time of a step. */
export interface ProcessTimes {
  /** The number of processes. */
  readonly count: number;
  /** The process that the others waited for, from 0. */
  readonly slowest: number;
  /** Its machine; empty if all are on one. */
  readonly host: string;
  /** Milliseconds that a process waited for the slowest one, on average. */
  readonly waitMs: number;
  /** Milliseconds that process 0 took to add up the gradients of all; 0 without an update. */
  readonly reduceMs: number;
}

/** The result of one training step. */
export interface Step {
  readonly _tag: 'Step';
  readonly phase: number;
  readonly epoch: number;
  /** Position in the epoch, from 0. */
  readonly step: number;
  /** Number of steps in the epoch. */
  readonly steps: number;
  /** Number of images in the batch. */
  readonly count: number;
  /** Mean over the batch. */
  readonly loss: number;
  /** fastai's smoothed loss: the debiased exponential moving average since the start of the fit, with factor 0.98. */
  readonly smoothLoss: number;
  /** The learning rate of the last parameter group. */
  readonly learningRate: number;
  /** Null if it is not scheduled. */
  readonly momentum: number | null;
  /** Milliseconds from the end of the previous step until this batch arrived. */
  readonly waitMs: number;
  /** Milliseconds that the step took. */
  readonly stepMs: number;
  readonly imagesPerSecond: number;
  readonly memory: MemoryUse;
  /** Absent if one process trains alone. */
  readonly processes?: ProcessTimes;
}

/** One batch of validation or test-time augmentation. */
export interface EvaluationStep {
  readonly _tag: 'EvaluationStep';
  readonly phase: number;
  readonly epoch: number;
  readonly step: number;
  readonly steps: number;
  /** Number of images in the batch. */
  readonly count: number;
  readonly imagesPerSecond: number;
}

/** One row of the results table: an epoch of training followed by validation. */
export interface EpochRow {
  readonly _tag: 'EpochRow';
  readonly phase: number;
  readonly epoch: number;
  /** The smoothed loss at the end of the epoch, as fastai prints it. */
  readonly trainLoss: number;
  /** Mean over the validation images; null, never NaN, if there are none. */
  readonly validLoss: number | null;
  /** By metric name, for example `{ accuracy: 0.7475 }`: means over the validation images. */
  readonly scores: Readonly<Record<string, number>>;
  readonly seconds: number;
  readonly memory: MemoryUse;
}

/** The time that one operator or kernel took in the training steps of an epoch. */
export interface ProfilePart {
  /** An operator of the pipeline or a kernel of the engine. */
  readonly name: string;
  /** Number of calls. */
  readonly calls: number;
  readonly seconds: number;
}

/** A breakdown of the time of an epoch's training steps; emitted only if profiling is on. */
export interface Profile {
  readonly _tag: 'Profile';
  readonly phase: number;
  readonly epoch: number;
  /** Number of steps. */
  readonly steps: number;
  readonly seconds: number;
  /** The operators of the pipeline, in its order; together they account for all of the time. */
  readonly operators: readonly ProfilePart[];
  /** Kernels of TensorFlow, the slowest first: the part of that time spent inside the engine. */
  readonly kernels: readonly ProfilePart[];
}

/** One step of a search for a learning rate: it changes no weight for good. */
export interface LrStep {
  readonly _tag: 'LrStep';
  /** Position in the search, from 0. */
  readonly step: number;
  /** The maximum number of steps. */
  readonly steps: number;
  /** Number of images in the batch. */
  readonly count: number;
  readonly learningRate: number;
  /** Mean over the batch; may be NaN or infinite in the last step. */
  readonly loss: number;
  /** fastai's smoothed loss since the start of the search. */
  readonly smoothLoss: number;
  readonly imagesPerSecond: number;
  readonly memory: MemoryUse;
}

/** The learning rates that fastai's rules suggest after a search; null if it ended after too few steps for the rule. */
export interface LrFound {
  readonly _tag: 'LrFound';
  readonly minimum: number | null;
  readonly steep: number | null;
  /** fastai's default. */
  readonly valley: number | null;
  readonly slide: number | null;
}
