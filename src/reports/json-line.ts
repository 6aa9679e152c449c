import type { Metric } from '../core/index.ts';

/** A line of metrics.jsonl, with its line break. Numbers that JSON does not have (NaN) become null. */
export const jsonLine = (metric: Metric): string => `${JSON.stringify(metric)}\n`;
