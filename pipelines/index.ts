import { architectures, type AnyPipeline } from '../src/index.ts';
import { baseline } from './baseline.ts';
import { byHand } from './by-hand.ts';
import { chapter } from './chapter.ts';
import { labelSmoothing } from './label-smoothing.ts';
import { mixup } from './mixup.ts';
import { normalized } from './normalized.ts';
import { progressive } from './progressive.ts';
import { quickstart } from './quickstart.ts';
import { tta } from './tta.ts';

export { pictureErrors } from './picture-errors.ts';
export { showBatch, showBatchDefaults, type ShowBatchOptions } from './show-batch.ts';

/** What `--arch` takes. */
export const architectureNames = Object.keys(architectures);

// What a pipeline of your own may take from the book's.
export {
  bookDefaults,
  type DataOptions,
  type FileOptions,
  type ModelOptions,
  type TrainingOptions,
} from './options.ts';
export { learnerOf, trained } from './trained.ts';
export { trainingData } from './training-data.ts';

/** Every pipeline, in the order of the chapter. The options of one are checked before it gets them. */
export const pipelines: readonly AnyPipeline[] = [
  quickstart,
  baseline,
  byHand,
  normalized,
  progressive,
  tta,
  mixup,
  labelSmoothing,
  chapter,
];
