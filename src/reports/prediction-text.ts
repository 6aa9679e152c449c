import { csvLine, LABEL_SEPARATOR, printable, type Prediction } from '../core/index.ts';

/** How predictions are written. */
export type PredictionFormat = 'table' | 'csv' | 'json';

/** Options of {@link predictionText}. */
export interface PredictionTextConfig {
  readonly format: PredictionFormat;
  /** The names of the classes: the column of the class is as wide as the longest of them. */
  readonly vocab: readonly string[];
  /** Whether a table shows the most probable classes too. */
  readonly showsTop: boolean;
}

/** Longer names are not cut off, but move the columns after them. */
const MAX_WIDTH = 30;

/** Returns the header of a list of predictions, with its line break; empty for none. */
export const predictionHeader = ({ format }: Pick<PredictionTextConfig, 'format'>): string =>
  format === 'csv' ? csvLine(['path', 'label', 'probability', 'top', 'warning', 'error']) : '';

/**
 * Returns a prediction as one line, with its line break: for people, as CSV, or as JSON. Several labels are separated by
 * semicolons, and by commas in a table.
 */
export function predictionText(
  prediction: Prediction,
  { format, vocab, showsTop }: PredictionTextConfig,
): string {
  if (format === 'json') return `${JSON.stringify(prediction)}\n`;
  const list = <A>(value: A | readonly A[]): readonly A[] => (Array.isArray(value) ? value : [value as A]);
  if (format === 'csv') {
    if ('error' in prediction) return csvLine([prediction.path, '', '', '', '', prediction.error]);
    const { path, label, probability, top, warning = '' } = prediction;
    return csvLine([
      path,
      list(label).join(LABEL_SEPARATOR),
      list(probability).map(sixDecimals).join(LABEL_SEPARATOR),
      top.map((each) => `${each.label}=${sixDecimals(each.probability)}`).join(LABEL_SEPARATOR),
      warning,
      '',
    ]);
  }
  const width = Math.min(MAX_WIDTH, Math.max(NONE.length, ...vocab.map(({ length }) => length)));
  const columns = (label: string, probability: string, rest: string): string =>
    `${printable(`${label.padEnd(width)}  ${probability.padStart(6)}  ${rest}`)}\n`;
  if ('error' in prediction) return columns('', '', `${prediction.path}: ${prediction.error}`);
  const { path, label, probability, top, warning } = prediction;
  const others = showsTop
    ? `  (${top.map((each) => `${each.label} ${each.probability.toFixed(4)}`).join(', ')})`
    : '';
  return columns(
    list(label).join(', ') || NONE,
    list(probability)
      .map((each) => each.toFixed(4))
      .join(', '),
    `${path}${others}${warning === undefined ? '' : ` (${warning})`}`,
  );
}

/** In place of labels, if no probability exceeds the threshold. */
const NONE = 'nothing';

const sixDecimals = (value: number): string => value.toFixed(6);
