import { closeSync, fstatSync, openSync, readSync, statSync, type Stats } from 'node:fs';
import { basename, dirname } from 'node:path';
import { badData, MillraceError } from '../../core/index.ts';
import { messageOf } from '../support/message-of.ts';

/** Bytes of a piece. */
const CHUNK = 2 ** 17;
/** Bytes of a line: a matrix of ten thousand classes would have more. */
const LONGEST = 2 ** 28;
const NEWLINE = 0x0a;

/** Lines that follow each other. */
export interface Lines {
  /** The number of the first of them, from 1. */
  readonly first: number;
  readonly texts: readonly string[];
}

/** A file that is read line by line. */
export interface LineReader {
  /** Whole lines of the next piece, maybe none; null at the end of the file, for now. */
  readonly next: () => Lines | null;
  /** Closes the file. */
  readonly unsubscribe: () => void;
}

/**
 * Reads a file piece by piece, at positions, so that somebody else may write it meanwhile. Synchronously: a piece is
 * read in less time than a thread takes to be asked, and nothing can unsubscribe while a file opens. Throws BadData.
 */
export function lineReader(path: string): LineReader {
  const chunk = Buffer.allocUnsafe(CHUNK);
  let file = read(path, () => openSync(path, 'r'));
  let position = 0;
  let line = 1;
  /** Of the line that has not ended yet. */
  let rest: readonly Buffer[] = [];

  const startOver = (): Lines => {
    const before = file;
    file = read(path, () => openSync(path, 'r'));
    closeSync(before);
    [position, line, rest] = [0, 1, []];
    return { first: 1, texts: [] };
  };

  const next = (): Lines | null => {
    const count = read(path, () => readSync(file, chunk, 0, CHUNK, position));
    if (count === 0) return isReplaced(path, fstatSync(file), position) ? startOver() : null;
    position += count;
    // The end of a line is no part of another character in UTF-8.
    const end = chunk.subarray(0, count).lastIndexOf(NEWLINE);
    const begun = Buffer.from(chunk.subarray(end + 1, count));
    if (end < 0) {
      rest = [...rest, begun];
      if (rest.length * CHUNK > LONGEST) throw unreadable(path, 'a line without an end');
      return { first: line, texts: [] };
    }
    const texts = Buffer.concat([...rest, chunk.subarray(0, end)])
      .toString('utf8')
      .split('\n');
    const first = line;
    line += texts.length;
    rest = begun.length === 0 ? [] : [begun];
    return { first, texts };
  };

  return { next, unsubscribe: () => closeSync(file) };
}

/** Whether another file is at its path, or it got shorter than what was read of it. */
function isReplaced(path: string, { dev, ino }: Stats, position: number): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found !== undefined && (found.dev !== dev || found.ino !== ino || found.size < position);
}

function read<A>(path: string, act: () => A): A {
  try {
    return act();
  } catch (error) {
    throw unreadable(path, messageOf(error));
  }
}

const unreadable = (path: string, received: string): MillraceError =>
  new MillraceError(
    badData(
      dirname(path),
      `a run's folder with ${basename(path)}`,
      received,
      'Runs are under runs/, or where --out said.',
    ),
  );
