/** The options of `verify` and their defaults. */
export const verifyDefaults = {
  data: undefined,
  valid: 'auto',
  classFrom: undefined,
  labels: undefined,
  fileColumn: undefined,
  labelColumn: undefined,
  splitColumn: undefined,
  labelDelimiter: undefined,
  exclude: undefined,
  seed: 42,
  run: undefined,
  format: 'table',
  out: undefined,
} as const;

/** Its texts of options that other commands have too. */
export const verifyHelp = {
  out: 'write the images to leave out of training, for --exclude; or all findings, if FILE ends with .csv or .json',
  valid: 'the validation images, as in training: copies in both parts are found',
  exclude: 'a file that lists images not to verify',
} as const;
