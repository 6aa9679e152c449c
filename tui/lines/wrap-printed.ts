import { shellCommand } from '../../src/core/index.ts';
import { wrap } from './wrap.ts';

/** The beginning of a shell command: the name of Millrace, whatever follows `run: `, or a line that starts with `curl`. */
const COMMAND = new RegExp(`(?<=[Rr]un: )|(?<=^|[ (])${shellCommand()}(?= |$)|^ *curl `);

/**
 * Splits a line for a terminal of the given width, between words. Long words, such as paths, and a shell command at the end
 * stay in one piece: the terminal wraps them itself, and copies them without line breaks.
 */
export function wrapPrinted(line: string, width: number): readonly string[] {
  if (line.length <= width) return [line];
  const start = line.search(COMMAND);
  const text = start < 0 ? line : line.slice(0, start).trimEnd();
  return [
    ...(text === '' ? [] : wrap(text, width, { splitsWords: false })),
    ...(start < 0 ? [] : [line.slice(start)]),
  ];
}
