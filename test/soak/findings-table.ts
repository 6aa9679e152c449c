import { alignedTable } from '../support/aligned-table.ts';
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
  return alignedTable(rows);
}

const format = (value: number): string => (Number.isInteger(value) ? String(value) : value.toFixed(1));
