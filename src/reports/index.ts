export type { Chart, ChartTone, Point, Series } from './charts/chart.ts';
export { calibrationText } from './calibration-text.ts';
export { lastSummary } from './folds/last-summary.ts';
export { answerArea, classifierStyle, imageInput } from './classifier-page.ts';
export { classTable, mistakesByClass, type ClassRow, type ClassTable } from './class-table.ts';
export { drawable } from './charts/drawable.ts';
export { chartsOf } from './charts/charts-of.ts';
export { lrChart } from './charts/lr-chart.ts';
export { comparedCharts, runMark } from './charts/compared-charts.ts';
export { experimentsTable } from './experiments-table.ts';
export { formatCount, formatPlural, formatRate, formatTime, formatValue } from './format.ts';
export { historyCsv } from './history-csv.ts';
export { exclusionList } from './exclusion-list.ts';
export { findingsCsv } from './findings-csv.ts';
export { imagesFoundLines } from './images-found-lines.ts';
export { suggestionsOf, type Suggestion } from './lr-suggestions.ts';
export { jsonLine } from './json.ts';
export { isMetric, metricFault, metricOfLine, type LinePlace } from './metric-of-line.ts';
export { onMetrics } from './on-metrics.ts';
export { imageGrid, sideBySide, type ImageGridOptions } from './image-grid.ts';
export { enlargedMap } from './heat-maps/enlarged-map.ts';
export { explanationPage } from './heat-maps/explanation-page.ts';
export { heatOverlay } from './heat-maps/heat-overlay.ts';
export { scaledPixels } from './heat-maps/scaled-pixels.ts';
export { foldProgress, noProgress, type Pace, type Progress } from './folds/progress.ts';
export type { BestEpoch } from './folds/best-epoch.ts';
export { experimentsOf, type ExperimentRow } from './folds/experiments.ts';
export {
  foldRunState,
  LIMITS,
  noRunState,
  type FinishedEpoch,
  type PhaseStart,
  type RunState,
} from './folds/run-state.ts';
export { recordedEach, type RecordedEachConfig } from './recorded-each.ts';
export { recorded, type RecordedConfig } from './recorded.ts';
export { replayed, type ReplayedConfig } from './replayed.ts';
export { resultJson, resultOf, scoresOf, type RunResult } from './run-result.ts';
export {
  foldStepTimes,
  hangTimeout,
  noStepTimes,
  STOP_SECONDS,
  stopTimeout,
  type StepTimes,
} from './folds/step-times.ts';
export type { RunArguments } from './run-report/model-parts.ts';
export { cssVariables } from './run-report/palette.ts';
export { htmlText } from './run-report/html.ts';
export { reportIn } from './run-report/report-in.ts';
export { runReport, type ReportFile, type RunReportConfig } from './run-report/run-report.ts';
export { tableHeader, tableRow } from './table-row.ts';
export {
  predictionHeader,
  predictionText,
  type PredictionFormat,
  type PredictionTextConfig,
} from './prediction-text.ts';
export { profileLines } from './profile-lines.ts';
export { tensorBoardEvents, type TensorBoardConfig } from './tensor-board/tensor-board-events.ts';
export { tensorBoardFile, type TensorBoardFileConfig } from './tensor-board/tensor-board-file.ts';
