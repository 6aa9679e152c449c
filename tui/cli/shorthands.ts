/**
 * Replaces `help`, `help COMMAND`, `version`, `-v` and `-V` with the equivalent options. Returns other arguments
 * unchanged.
 */
export function withoutShorthands(args: readonly string[]): readonly string[] {
  const [first, ...rest] = args;
  if (first === 'help') return [...rest.filter((word) => word !== 'help'), '--help'];
  return args.length === 1 && ['version', '-v', '-V'].includes(first ?? '') ? ['--version'] : args;
}
