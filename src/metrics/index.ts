export { measured, type EpochEvent, type MeasuredConfig } from './measured.ts';
export { predictionSummary } from './prediction-summary.ts';
export { runEnded, type RunEndedConfig } from './run-ended.ts';
export { stopOnSkipped, type StopOnSkippedConfig } from './stop-on-skipped.ts';
