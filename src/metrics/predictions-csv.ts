import { csvLine, LABEL_SEPARATOR, type ClassProbability, type PredictedImage } from '../core/index.ts';

/**
 * Returns the text of predictions.csv: for each image its path, its label, the predicted class and the probability of that
 * class. Several labels, and their probabilities, are separated by semicolons.
 *
 * @param vocab the names of the classes
 * @category Metrics
 */
export function predictionsCsv(predictions: readonly PredictedImage[], vocab: readonly string[]): string {
  const names = (classes: readonly ClassProbability[]): string =>
    classes.map(({ index }) => vocab[index] ?? `class ${index}`).join(LABEL_SEPARATOR);
  const rows = predictions.map(({ path, actual, predicted }) => [
    path,
    names(actual),
    names(predicted),
    predicted.map(({ probability }) => probability.toFixed(6)).join(LABEL_SEPARATOR),
  ]);
  return [['path', 'label', 'predicted', 'probability'], ...rows].map(csvLine).join('');
}
