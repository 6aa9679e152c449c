/** What a network says about N pictures, as plain numbers: logits or probabilities of C classes each. */
export interface Predictions {
  readonly shape: readonly [pictures: number, classes: number];
  /** N · C values, the classes of a picture next to each other. */
  readonly data: Float32Array;
}

/** The values of each picture in turn; views, not copies. */
export const rowsOf = ({ shape: [pictures, classes], data }: Predictions): readonly Float32Array[] =>
  Array.from({ length: pictures }, (_, i) => data.subarray(i * classes, (i + 1) * classes));

/** [N] the class with the greatest value; of equal ones the first. */
export const predictedClasses = (predictions: Predictions): Int32Array =>
  Int32Array.from(rowsOf(predictions), (row) =>
    row.reduce((best, value, index) => (value > (row[best] ?? NaN) ? index : best), 0),
  );
