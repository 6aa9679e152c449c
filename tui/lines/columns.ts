import { lengthOf, span, type Spans } from './spans.ts';
import type { Span } from '../plot/plot.ts';

/** A column of a table: its title and its cells. */
export interface Column {
  readonly title: string;
  readonly cells: readonly Span[];
  /** Numbers end together, words begin together. */
  readonly align: 'left' | 'right';
}

const GAP = 2;

/** Characters of a column. */
export const widthOf = ({ title, cells }: Column): number =>
  Math.max(title.length, ...cells.map(({ text }) => text.length));

/** Characters of a table. */
export const tableWidth = (columns: readonly Column[]): number =>
  columns.reduce((sum, column) => sum + widthOf(column) + GAP, -GAP);

/** Columns beside each other: their titles, then a line for each row. */
export function tableOf(columns: readonly Column[]): readonly Spans[] {
  const rows = Math.max(0, ...columns.map(({ cells }) => cells.length));
  const line = (cellOf: (column: Column) => Span): Spans =>
    columns.flatMap((column, i): Spans => {
      const { text, tone } = cellOf(column);
      const [width, last] = [widthOf(column), i === columns.length - 1];
      const aligned = column.align === 'right' ? text.padStart(width) : last ? text : text.padEnd(width);
      return [span(aligned, tone), ...(last ? [] : [span(' '.repeat(GAP))])];
    });
  return [
    line(({ title }) => span(title, 'quiet')),
    ...Array.from({ length: rows }, (_, row) => line(({ cells }) => cells[row] ?? span(''))),
  ].filter((each) => lengthOf(each) > 0);
}
