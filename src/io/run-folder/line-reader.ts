import { closeSync, fstatSync, openSync, readSync, statSync, type Stats } from 'node:fs';
import { basename, dirname } from 'node:path';
import { badData, MillraceError } from '../../core/index.ts';
import { messageOf } from '../support/message-of.ts';

/** Bytes of a chunk. */
const CHUNK = 2 ** 17;
/** The largest line in bytes; only a confusion matrix of ten thousand classes would exceed it. */
const MAX_LINE = 2 ** 28;
const NEWLINE = 0x0a;

/** Consecutive lines. */
export interface Lines {
  /** The number of the first line, from 1. */
  readonly first: number;
  readonly texts: readonly string[];
}

/** A file that is read in chunks of lines. */
export interface LineReader {
  /** Returns the complete lines of the next chunk, possibly none; null at the current end of the file. */
  readonly next: () => Lines | null;
  /** Closes the file. */
  readonly unsubscribe: () => void;
}

/**
 * Opens a file to read its lines in chunks, by position, while another process may write it. Synchronous: reading a chunk
 * takes less time than a round trip to a thread, and nothing can unsubscribe while the file is being opened.
 *
 * Throws BadData if the file cannot be read.
 */
export function lineReader(path: string): LineReader {
  const chunk = Buffer.allocUnsafe(CHUNK);
  let file = orBadData(path, () => openSync(path, 'r'));
  let position = 0;
  let line = 1;
  /** The chunks of the incomplete last line. */
  let rest: readonly Buffer[] = [];

  const startOver = (): Lines => {
    const before = file;
    file = orBadData(path, () => openSync(path, 'r'));
    closeSync(before);
    [position, line, rest] = [0, 1, []];
    return { first: 1, texts: [] };
  };

  const next = (): Lines | null => {
    const count = orBadData(path, () => readSync(file, chunk, 0, CHUNK, position));
    if (count === 0) return isReplaced(path, fstatSync(file), position) ? startOver() : null;
    position += count;
    // In UTF-8 the newline byte is never part of another character.
    const end = chunk.subarray(0, count).lastIndexOf(NEWLINE);
    const incomplete = Buffer.from(chunk.subarray(end + 1, count));
    if (end < 0) {
      rest = [...rest, incomplete];
      if (rest.length * CHUNK > MAX_LINE) throw unreadable(path, `a line longer than ${MAX_LINE} bytes`);
      return { first: line, texts: [] };
    }
    const texts = Buffer.concat([...rest, chunk.subarray(0, end)])
      .toString('utf8')
      .split('\n');
    const first = line;
    line += texts.length;
    rest = incomplete.length === 0 ? [] : [incomplete];
    return { first, texts };
  };

  return { next, unsubscribe: () => closeSync(file) };
}

/** Returns whether another file has replaced the open one, or it is shorter than the part already read. */
function isReplaced(path: string, { dev, ino }: Stats, position: number): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found !== undefined && (found.dev !== dev || found.ino !== ino || found.size < position);
}

function orBadData<A>(path: string, act: () => A): A {
  try {
    return act();
  } catch (error) {
    throw unreadable(path, messageOf(error, path));
  }
}

const unreadable = (path: string, received: string): MillraceError =>
  new MillraceError(
    badData(
      dirname(path),
      `a run folder with ${basename(path)}`,
      received,
      'Runs are under runs/, or in the folder that --out named.',
    ),
  );
