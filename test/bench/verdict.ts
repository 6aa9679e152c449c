import { at } from '../../src/core/index.ts';
import { alignedTable } from '../support/aligned-table.ts';
import type { Target } from './settings.ts';

/** Returns the median. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? at(sorted, middle) : (at(sorted, middle - 1) + at(sorted, middle)) / 2;
}

/** The result of a measurement: one line of the table. */
export interface Result {
  readonly kind: string;
  readonly title: string;
  readonly setting: string;
  /** The value of each round, in order. */
  readonly ours: readonly number[];
  readonly peer: readonly number[];
  readonly unit: string;
  /** Null if there is no peer to compare with. */
  readonly ratio: number | null;
  readonly target: Target | null;
  /** The fraction of all cores that other programs used meanwhile, 0..1; NaN if unknown. */
  readonly otherLoad?: number;
}

/** With more, a ratio is not judged. */
export const MAX_OTHER_LOAD = 0.1;

/** Compares a ratio with its target; returns '' if either is missing, and BUSY if the machine had other work. */
export function verdict({
  ratio,
  target,
  otherLoad = NaN,
}: Pick<Result, 'ratio' | 'target' | 'otherLoad'>): 'goal' | 'ok' | 'MISSED' | 'BUSY' | '' {
  if (ratio === null || target === null) return '';
  if (otherLoad > MAX_OTHER_LOAD) return 'BUSY';
  const reaches = (bound: number): boolean => (target.atMost === true ? ratio <= bound : ratio >= bound);
  return reaches(target.goal) ? 'goal' : reaches(target.floor) ? 'ok' : 'MISSED';
}

const formatNumber = (value: number): string =>
  Number.isNaN(value)
    ? '–'
    : value >= 100
      ? value.toFixed(0)
      : value >= 10
        ? value.toFixed(1)
        : value.toFixed(3);

const formatMedian = (values: readonly number[], unit: string): string =>
  values.length === 0 ? '–' : `${formatNumber(median(values))} ${unit}`;

/** Formats the results as a table with aligned columns. */
export function table(results: readonly Result[]): string {
  const headings = ['measure', 'setting', 'Millrace', 'peer', 'ratio', 'floor', 'goal', ''];
  const rows = [
    headings,
    ...results.map((result) => [
      result.title,
      result.setting,
      formatMedian(result.ours, result.unit),
      formatMedian(result.peer, result.unit),
      result.ratio === null ? '–' : formatNumber(result.ratio),
      result.target === null ? '–' : String(result.target.floor),
      result.target === null ? '–' : String(result.target.goal),
      verdict(result),
    ]),
  ];
  return alignedTable(rows);
}
