import type { Target } from './settings.ts';

/** The middle one of several numbers. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? NaN)
    : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}

/** One line of the table. */
export interface Result {
  readonly kind: string;
  readonly title: string;
  readonly setting: string;
  /** Every repeat, in the order of measuring. */
  readonly ours: readonly number[];
  readonly peer: readonly number[];
  readonly unit: string;
  /** Null where nothing is compared. */
  readonly ratio: number | null;
  readonly target: Target | null;
}

/** Whether a ratio is what it has to be. */
export function verdict({ ratio, target }: Pick<Result, 'ratio' | 'target'>): 'goal' | 'ok' | 'MISSED' | '' {
  if (ratio === null || target === null) return '';
  const reaches = (bound: number): boolean => (target.atMost === true ? ratio <= bound : ratio >= bound);
  return reaches(target.goal) ? 'goal' : reaches(target.floor) ? 'ok' : 'MISSED';
}

const shown = (value: number): string =>
  Number.isNaN(value)
    ? '–'
    : value >= 100
      ? value.toFixed(0)
      : value >= 10
        ? value.toFixed(1)
        : value.toFixed(3);

const middle = (values: readonly number[], unit: string): string =>
  values.length === 0 ? '–' : `${shown(median(values))} ${unit}`;

/** All results as aligned lines of text. */
export function table(results: readonly Result[]): string {
  const rows = [
    ['what', 'setting', 'Millrace', 'peer', 'ratio', 'floor', 'goal', ''],
    ...results.map((result) => [
      result.title,
      result.setting,
      middle(result.ours, result.unit),
      middle(result.peer, result.unit),
      result.ratio === null ? '–' : shown(result.ratio),
      result.target === null ? '–' : String(result.target.floor),
      result.target === null ? '–' : String(result.target.goal),
      verdict(result),
    ]),
  ];
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
