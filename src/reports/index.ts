export {
  bucketsOf,
  CAPACITY,
  noCurve,
  withPoint,
  type Bucket,
  type Curve,
  type CurvePoint,
} from './curve.ts';
export { experimentsTable, foldExperiments, type ExperimentRow } from './experiments.ts';
export { formatCount, formatPlural, formatRate, formatTime, formatValue } from './format.ts';
export { historyCsv } from './history-csv.ts';
export { jsonLine } from './json.ts';
export { metricOfLine, type LinePlace } from './metric-of-line.ts';
export { imageGrid, sideBySide, type ImageGridOptions } from './image-grid.ts';
export { foldProgress, noProgress, type Pace, type Progress } from './progress.ts';
export { recordedEach, type RecordedEachConfig } from './recorded-each.ts';
export { recorded, type RecordedConfig } from './recorded.ts';
export { replayed, type ReplayedConfig } from './replayed.ts';
export { foldResult, noResult, resultJson, type ResultState, type RunResult } from './run-result.ts';
export { foldStepTimes, hangTimeout, noStepTimes, type StepTimes } from './step-times.ts';
export { reportIn } from './run-report/report-in.ts';
export { runReport, type ReportFile, type RunReportConfig } from './run-report/run-report.ts';
export { tableHeader, tableRow } from './table-row.ts';
export { profileLines } from './profile-lines.ts';
export { tensorBoardEvents, type TensorBoardConfig } from './tensor-board/tensor-board-events.ts';
export { tensorBoardFile, type TensorBoardFileConfig } from './tensor-board/tensor-board-file.ts';
