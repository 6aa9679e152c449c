/**
 * The book's experiments, and the parts they are made of.
 *
 * @module millrace/pipelines
 */
import type { AnyPipeline } from '../src/index.ts';
import { baseline } from './baseline.ts';
import { byHand } from './by-hand.ts';
import { chapter } from './chapter.ts';
import { labelSmoothing } from './label-smoothing.ts';
import { mixup } from './mixup.ts';
import { normalized } from './normalized.ts';
import { progressive } from './progressive.ts';
import { quickstart } from './quickstart.ts';
import { train } from './train.ts';
import { tta } from './tta.ts';

export { showBatch, type ShowBatchOptions } from './show-batch.ts';

// Building blocks for a user's own pipeline.
export {
  bookDefaults,
  type DataOptions,
  type FileOptions,
  type FitOptions,
  type LossOptions,
  type ModelOptions,
  type TrainingOptions,
} from './options.ts';
export { learnerOf, trained, type Experiment } from './trained.ts';
export { trainingData, type FileWorld } from './training-data.ts';
export { verify, type VerifyOptions, type VerifyWorld } from './verify.ts';

/**
 * Every pipeline of the book, in the order of the chapter. The caller checks the options of a pipeline before it runs
 * it.
 *
 * @category The book's pipelines
 */
export const pipelines: readonly AnyPipeline[] = [
  quickstart,
  train,
  baseline,
  byHand,
  normalized,
  progressive,
  tta,
  mixup,
  labelSmoothing,
  chapter,
];
