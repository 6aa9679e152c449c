/** The options of `verify` and their defaults. */
export const verifyDefaults = {
  data: undefined,
  valid: 'auto',
  classFrom: 'parent',
  exclude: undefined,
  seed: 42,
  run: undefined,
  format: 'table',
  out: undefined,
} as const;
