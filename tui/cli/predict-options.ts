/** The options of `predict`: their defaults, and texts that differ from those of other commands. */
export const predictDefaults = {
  topK: undefined,
  minProbability: undefined,
  tta: false,
  weights: 'best',
  precision: 'float32',
  batchSize: 32,
  format: undefined,
  out: undefined,
} as const;

export const predictHelp = {
  out: 'write the predictions to a file instead; .csv, .json and .jsonl determine the format',
} as const;
