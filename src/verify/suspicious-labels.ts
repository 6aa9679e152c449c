import { CsvError, parse } from 'csv-parse/sync';
import { LABEL_SEPARATOR, MillraceError, badData, type CheckedImage, type Finding } from '../core/index.ts';

/** The least probability of a prediction that contradicts a label. */
const MIN_PROBABILITY = 0.7;

/** What a model predicted for an image. */
export interface PredictedLabel {
  /** Relative to the folder of images. */
  readonly path: string;
  readonly label: string;
  readonly predicted: string;
  /** Of the predicted class, in 0..1; of several labels, the least. */
  readonly probability: number;
}

const COLUMNS = ['path', 'label', 'predicted', 'probability'] as const;

/**
 * Reads the `predictions.csv` of a run. Several labels of one image are compared together. Throws BadData unless it has the
 * columns path, label, predicted and probability.
 *
 * @param source its path, for the message
 * @param relative makes a path relative to the folder of images
 * @category Verification
 */
export function parsePredictions(
  text: string,
  source: string,
  relative: (path: string) => string,
): readonly PredictedLabel[] {
  const rows = rowsOf(text, source);
  return rows.map((row, i) => {
    const [path, label, predicted, probability] = COLUMNS.map((name) => row[name]);
    const least = leastOf(probability, predicted);
    if (path === undefined || label === undefined || predicted === undefined || least === undefined)
      throw new MillraceError(
        badData(
          `${source}, line ${i + 2}`,
          `the columns ${COLUMNS.join(', ')}`,
          Object.keys(row).join(', '),
          'Validate the model again, which writes the file.',
        ),
      );
    return { path: relative(path), label, predicted, probability: least };
  });
}

function rowsOf(text: string, source: string): readonly Partial<Record<string, string>>[] {
  try {
    return parse(text, { columns: true, bom: true, relax_column_count: true, skip_empty_lines: true });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new MillraceError(badData(source, 'CSV', error.message, 'Validate the model again.'));
  }
}

/** Returns the least of the probabilities of the predicted labels, 0 if none is predicted; undefined for anything else. */
function leastOf(text = '', predicted = ''): number | undefined {
  if (text === '' && predicted === '') return 0;
  const values = text.split(LABEL_SEPARATOR).map((each) => (each.trim() === '' ? NaN : Number(each)));
  return values.every((value) => value >= 0 && value <= 1) ? Math.min(...values) : undefined;
}

/**
 * Returns the images whose label a model contradicts, the most certain first.
 *
 * The rule is that of confident learning (Northcutt, Jiang and Chuang, "Confident Learning: Estimating Uncertainty in
 * Dataset Labels", 2021), for the probabilities of the predicted classes: an image is listed if the model predicts another
 * class than the label with at least the mean probability of that class among the images which have its label and are
 * predicted as such, and with at least 0.7.
 */
export function suspiciousLabels(
  predictions: readonly PredictedLabel[],
  imageOf: (path: string) => CheckedImage | undefined,
): readonly Finding[] {
  const confidence = new Map<string, { sum: number; count: number }>();
  for (const { label, predicted, probability } of predictions) {
    if (label !== predicted) continue;
    const { sum, count } = confidence.get(label) ?? { sum: 0, count: 0 };
    confidence.set(label, { sum: sum + probability, count: count + 1 });
  }
  const thresholdOf = (name: string): number => {
    const known = confidence.get(name);
    // The model does not know a class that it never predicts correctly.
    return known === undefined ? Infinity : Math.max(MIN_PROBABILITY, known.sum / known.count);
  };
  return predictions
    .filter(
      ({ label, predicted, probability }) => label !== predicted && probability >= thresholdOf(predicted),
    )
    .sort((a, b) => b.probability - a.probability)
    .flatMap(({ path, label, predicted, probability }): readonly Finding[] => {
      const image = imageOf(path);
      // The image may have been removed or relabelled since.
      return image === undefined || (image.label !== null && image.label !== label)
        ? []
        : [
            {
              kind: 'label',
              images: [image],
              reason: `${label === '' ? 'without a label' : `labelled ${label}`}, predicted ${predicted} with ${probability.toFixed(3)}`,
              exclude: [],
            },
          ];
    });
}
