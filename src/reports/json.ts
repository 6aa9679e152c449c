import type { Metric } from '../core/index.ts';

/** Returns a line of metrics.jsonl, with its line break. NaN and infinities, which JSON lacks, become null. */
export const jsonLine = (metric: Metric): string => `${JSON.stringify(metric)}\n`;

/** Returns the content of config.json or result.json. */
export const jsonFile = (value: Readonly<Record<string, unknown>>): string =>
  `${JSON.stringify(value, null, 2)}\n`;
