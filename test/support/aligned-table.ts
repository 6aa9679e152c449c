import { at } from '../../src/core/index.ts';

/** Formats rows of equal length as lines with aligned columns. */
export function alignedTable(rows: readonly (readonly string[])[]): string {
  const widths = at(rows, 0).map((_, i) => Math.max(...rows.map((row) => at(row, i).length)));
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(at(widths, i)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
