import type { Readable } from 'node:stream';

const LINES = 12;

/**
 * Reads the text of a program's output, and returns a function that returns its last lines.
 *
 * @param noise matches lines to leave out
 */
export function outputTail(stream: Readable | null, noise?: RegExp): () => readonly string[] {
  let tail: string[] = [];
  const isRelevant = (line: string): boolean => line.trim() !== '' && noise?.test(line) !== true;
  stream?.setEncoding('utf8').on('data', (text: string) => {
    tail = [...tail, ...text.split('\n').filter(isRelevant)].slice(-LINES);
  });
  return () => tail;
}
