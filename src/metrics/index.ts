export { imagesFound } from './images-found.ts';
export { measured, type EpochEvent, type MeasuredConfig } from './measured.ts';
export { memoryUse } from './memory-use.ts';
export { predictionsCsv } from './predictions-csv.ts';
export { predictionSummary, type Evaluation } from './prediction-summary.ts';
export { runEnded, type RunEndedConfig } from './run-ended.ts';
export { runStarted, type RunStartedConfig } from './run-started.ts';
export { stopOnSkipped, type StopOnSkippedConfig } from './stop-on-skipped.ts';
