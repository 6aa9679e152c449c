export { normalizedByBatch, trainBatches, validBatches, type EpochConfig } from './batches-of.ts';
export { fitOneCycle } from './fit-one-cycle.ts';
export { fit, type FitConfig } from './fit.ts';
export { imageData, type ImageData } from './image-data.ts';
export { learner, type Learner, type LearnerOptions } from './learner.ts';
export type { Phase, RunContext } from './phase.ts';
export { run, type RunOptions } from './run.ts';
export { withData } from './with-data.ts';
