export interface WrapConfig {
  /** Whether a word that is too long is split; by default it is. */
  readonly splitsWords?: boolean;
}

/**
 * Splits text into lines of at most `width` characters, between words if possible, and outside of code in backticks.
 */
export function wrap(
  text: string,
  width: number,
  { splitsWords = true }: WrapConfig = {},
): readonly string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > width && width > 0) {
    const space = lastSpace(rest, width);
    const end = space > 0 ? space : splitsWords ? width : rest.indexOf(' ', width);
    if (end < 0) break;
    lines.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return [...lines, rest];
}

/** Returns the last space where a line of this width may end: outside of code, if there is such a space. */
function lastSpace(text: string, width: number): number {
  const isInCode = (at: number): boolean => text.slice(0, at).split('`').length % 2 === 0;
  let space = text.lastIndexOf(' ', width);
  while (space > 0 && isInCode(space)) space = text.lastIndexOf(' ', space - 1);
  return space > 0 ? space : text.lastIndexOf(' ', width);
}
