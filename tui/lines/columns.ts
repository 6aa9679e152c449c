import { at } from '../../src/core/index.ts';
import { lengthOf, span, type Span, type Spans } from './spans.ts';

/** A column of a table. All columns of a table have the same number of cells. */
export interface Column {
  readonly title: string;
  readonly cells: readonly Span[];
  /** `right` for numbers, `left` for words. */
  readonly align: 'left' | 'right';
}

const GAP = 2;

/** Returns the width of a column in characters. */
export const widthOf = ({ title, cells }: Column): number =>
  Math.max(title.length, ...cells.map(({ text }) => text.length));

/** Returns the width of a table in characters. */
export const tableWidth = (columns: readonly Column[]): number =>
  columns.reduce((sum, column) => sum + widthOf(column) + GAP, -GAP);

/** Returns the lines of a table: the titles, then one line per row. */
export function tableOf(columns: readonly Column[]): readonly Spans[] {
  const line = (cellOf: (column: Column) => Span): Spans =>
    columns.flatMap((column, i): Spans => {
      const { text, tone } = cellOf(column);
      const [width, last] = [widthOf(column), i === columns.length - 1];
      const aligned = column.align === 'right' ? text.padStart(width) : last ? text : text.padEnd(width);
      return [span(aligned, tone), ...(last ? [] : [span(' '.repeat(GAP))])];
    });
  const rows = columns[0]?.cells ?? [];
  return [
    line(({ title }) => span(title, 'quiet')),
    ...rows.map((_, row) => line(({ cells }) => at(cells, row))),
  ].filter((each) => lengthOf(each) > 0);
}
