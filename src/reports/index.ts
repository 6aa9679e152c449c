export { formatBytes, formatCount, formatPlural, formatRate, formatTime, formatValue } from './format.ts';
export { historyCsv } from './history-csv.ts';
export { jsonLine } from './json-line.ts';
export { foldProgress, noProgress, type Pace, type Progress } from './progress.ts';
export { recorded } from './recorded.ts';
export type { TextSink } from './text-sink.ts';
export { foldResult, noResult, resultJson, type ResultState, type RunResult } from './run-result.ts';
export { tableHeader, tableLines, tableRow } from './table-lines.ts';
