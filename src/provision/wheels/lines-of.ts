/** Returns the lines of a program's output that are not empty, trimmed. */
export const linesOf = (output: string): readonly string[] =>
  output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
