/** The options of `explain`: their defaults, and texts that differ from those of other commands. */
export const explainDefaults = {
  class: undefined,
  stage: undefined,
  weights: 'best',
  batchSize: 8,
  out: undefined,
} as const;

export const explainHelp = {
  out: 'the folder for the drawings (default explained)',
  plain: 'one line per image, without a view of the map',
} as const;
