/**
 * Replaces the words that people try for help and for the version by the options that mean it: `help`, `help COMMAND`,
 * `version`, `-v`, `-V`. Everything else is returned as it is.
 */
export function withoutShorthands(args: readonly string[]): readonly string[] {
  const [first, ...rest] = args;
  if (first === 'help') return [...rest, '--help'];
  return args.length === 1 && ['version', '-v', '-V'].includes(first ?? '') ? ['--version'] : args;
}
