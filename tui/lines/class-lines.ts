import { printable } from '../../src/core/index.ts';
import { classTable, formatCount, formatPlural, type RunState } from '../../src/reports/index.ts';
import { tableOf, type Column } from './columns.ts';
import { span } from './spans.ts';

/** More classes would fill the log; the report has all. */
const MAX_ROWS = 20;

/** Returns a table of precision, recall, F1 and support of each class, as lines, and where the wrong images are. */
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
  const { length: wrong } = summary.mistakes;
  return [
    ...tableOf(columns).map((spans) => spans.map(({ text }) => text).join('')),
    ...(rows.length < of
      ? [`(the ${rows.length} of ${of} classes with the lowest f1; report.html has all)`]
      : []),
    ...(wrong === 0
      ? []
      : [`${formatPlural(wrong, 'wrong prediction')}: report.html links them, predictions.csv has all`]),
  ];
}
