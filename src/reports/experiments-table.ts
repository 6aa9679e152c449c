import { at } from '../core/index.ts';
import type { ExperimentRow } from './folds/experiments.ts';
import { formatTime, formatValue } from './format.ts';

/**
 * Returns the runs as a table, which is also Markdown, followed by the sources of the references.
 *
 * ```text
 * | experiment | accuracy | reference | time  |
 * | ---------- | -------- | --------- | ----- |
 * | baseline   | 0.735341 | 0.825243  | 08:12 |
 *
 * - reference of baseline: the book, xresnet50 at 224 px
 * ```
 */
export function experimentsTable(rows: readonly ExperimentRow[]): readonly string[] {
  const header = ['experiment', 'accuracy', 'reference', 'time'];
  const body = rows.map(({ name, accuracy, seconds, reference }) => [
    name,
    formatValue(accuracy),
    formatValue(reference?.accuracy),
    seconds === null ? '' : formatTime(seconds),
  ]);
  const widths = header.map((_, column) =>
    Math.max(...[header, ...body].map((row) => at(row, column).length)),
  );
  const line = (row: readonly string[]): string =>
    `| ${widths.map((width, column) => at(row, column).padEnd(width)).join(' | ')} |`;
  return [
    line(header),
    line(widths.map((width) => '-'.repeat(width))),
    ...body.map(line),
    ...sourceLines(rows),
  ];
}

/** Returns one line per source, with the names of the runs compared with it. */
function sourceLines(rows: readonly ExperimentRow[]): readonly string[] {
  const compared = rows.flatMap(({ name, reference }) =>
    reference === null ? [] : [{ name, source: reference.source }],
  );
  const sources = [...new Set(compared.map(({ source }) => source))].map((source) => {
    const names = compared.filter((each) => each.source === source).map(({ name }) => name);
    return `- reference of ${names.join(', ')}: ${source}`;
  });
  return sources.length === 0 ? [] : ['', ...sources];
}
