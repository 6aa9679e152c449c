import { at, type Metric, type Reference } from '../core/index.ts';
import { formatTime, formatValue } from './format.ts';

/** One of several runs. */
export interface ExperimentRow {
  readonly name: string;
  /** After test-time augmentation, if any; null before the first validation. */
  readonly accuracy: number | null;
  readonly reference: Reference | null;
  /** The accuracy of random guessing: 1 / number of classes. */
  readonly chance: number;
  /** Null until the run ends. */
  readonly seconds: number | null;
}

/** Returns the rows after one more metric. */
export function foldExperiments(rows: readonly ExperimentRow[], metric: Metric): readonly ExperimentRow[] {
  const change = (changed: Partial<ExperimentRow>): readonly ExperimentRow[] =>
    rows.map((row, i) => (i === rows.length - 1 ? { ...row, ...changed } : row));
  switch (metric._tag) {
    case 'RunStarted': {
      const { pipeline: name, reference, vocab } = metric;
      return [...rows, { name, accuracy: null, reference, chance: 1 / vocab.length, seconds: null }];
    }
    case 'EpochRow':
    case 'PredictionSummary':
      return change({ accuracy: metric.scores['accuracy'] ?? null });
    case 'RunEnded':
      return change({ seconds: metric.seconds });
    case 'Profile':
    case 'PhaseStarted':
    case 'Step':
    case 'EvaluationStep':
    case 'ItemSkipped':
    case 'CheckpointSaved':
      return rows;
  }
}

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
