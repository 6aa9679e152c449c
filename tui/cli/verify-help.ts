/** The texts of options of `verify` that other commands have too. */
export const verifyHelp = {
  out: 'write the images to leave out of training, for --exclude; or all findings, if FILE ends with .csv or .json',
  plain: 'without colours',
  valid: 'the validation images, as in training: copies in both parts are found',
  exclude: 'a file that lists images not to verify',
} as const;
