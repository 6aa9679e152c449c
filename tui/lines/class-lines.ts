import { printable } from '../../src/core/index.ts';
import { classTable, formatCount, type RunState } from '../../src/reports/index.ts';
import { tableOf, type Column } from './columns.ts';
import { span } from './spans.ts';

/** More classes would fill the log; the report has all. */
const MAX_ROWS = 20;

/** Returns a table of precision, recall, F1 and support of each class, as lines. */
export function classLines({ run, valid, tta }: RunState): readonly string[] {
  const summary = tta ?? valid;
  if (summary === null || run === null) return [];
  const { rows, of } = classTable(summary, run.vocab.length, MAX_ROWS);
  if (rows.every(({ support }) => support === 0)) return [];
  const number = (title: string, cells: readonly string[]): Column => ({
    title,
    cells: cells.map((text) => span(text)),
    align: 'right',
  });
  const columns: readonly Column[] = [
    {
      title: 'class',
      cells: rows.map(({ index }) => span(printable(run.vocab[index] ?? `class ${index}`))),
      align: 'left',
    },
    ...(['precision', 'recall', 'f1'] as const).map((name) =>
      number(
        name,
        rows.map((row) => row[name].toFixed(4)),
      ),
    ),
    number(
      'support',
      rows.map(({ support }) => formatCount(support)),
    ),
  ];
  const lines = tableOf(columns).map((spans) => spans.map(({ text }) => text).join(''));
  return rows.length < of
    ? [...lines, `(the ${rows.length} of ${of} classes with the lowest f1; report.html has all)`]
    : lines;
}
