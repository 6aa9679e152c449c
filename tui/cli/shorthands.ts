/**
 * Replaces `help`, `help COMMAND`, `version`, `-v` and `-V` by the options that they stand for. Returns other arguments
 * unchanged.
 */
export function withoutShorthands(args: readonly string[]): readonly string[] {
  const [first, ...rest] = args;
  if (first === 'help') return [...rest, '--help'];
  return args.length === 1 && ['version', '-v', '-V'].includes(first ?? '') ? ['--version'] : args;
}
