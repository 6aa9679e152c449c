import { at } from '../../src/core/index.ts';
import type { Finding } from './measures.ts';

/** Formats the findings as a table with aligned columns. */
export function findingsTable(findings: readonly Finding[]): string {
  const rows = [
    ['', 'start', 'end', 'per hour', ''],
    ...findings.map(({ title, unit, trend, isFlat }) => [
      title,
      `${format(trend.start)} ${unit}`,
      `${format(trend.end)} ${unit}`,
      `${trend.slope > 0 ? '+' : ''}${format(trend.slope)} ${unit}`,
      isFlat ? 'flat' : 'NOT FLAT',
    ]),
  ];
  const widths = Array.from({ length: 5 }, (_, i) => Math.max(...rows.map((row) => at(row, i).length)));
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(at(widths, i)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const format = (value: number): string => (Number.isInteger(value) ? String(value) : value.toFixed(1));
