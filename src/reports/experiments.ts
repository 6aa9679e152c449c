import type { Metric, Reference } from '../core/index.ts';
import { formatTime } from './format.ts';

/** One run among several. */
export interface ExperimentRow {
  readonly name: string;
  /** With test-time augmentation where there was one; null before the first validation. */
  readonly accuracy: number | null;
  readonly reference: Reference | null;
  /** The accuracy of guessing: one in so many classes. */
  readonly chance: number;
  /** Null until it ended. */
  readonly seconds: number | null;
}

/** The rows with one metric more: a fold. */
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
 * The runs as a table that is also Markdown, and below it where the references come from.
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
  const cells = [
    ['experiment', 'accuracy', 'reference', 'time'],
    ...rows.map(({ name, accuracy, seconds, reference }) => [
      name,
      accuracy?.toFixed(6) ?? '',
      reference?.accuracy.toFixed(6) ?? '',
      seconds === null ? '' : formatTime(seconds),
    ]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[], fill = ' '): string =>
    `| ${widths.map((width, column) => (row[column] ?? '').padEnd(width, fill)).join(' | ')} |`;
  const [header = [], ...body] = cells;
  return [line(header), line([], '-'), ...body.map((row) => line(row)), ...sourcesOf(rows)];
}

/** A line for each source, with the runs that it is the reference of. */
function sourcesOf(rows: readonly ExperimentRow[]): readonly string[] {
  const compared = rows.flatMap(({ name, reference }) =>
    reference === null ? [] : [{ name, source: reference.source }],
  );
  const sources = [...new Set(compared.map(({ source }) => source))].map((source) => {
    const names = compared.filter((each) => each.source === source).map(({ name }) => name);
    return `- reference of ${names.join(', ')}: ${source}`;
  });
  return sources.length === 0 ? [] : ['', ...sources];
}
