import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { RunStatus } from '../../core/index.ts';
import { lockOwner } from '../processes/lock.ts';

/** The file that claims a run folder. It names the process, and is removed when that process ends the run. */
export const LOCK = 'run.lock';

/** Milliseconds without output after which a run is lost whose terminal is gone: its engine may still save it. */
const MAX_SILENCE = 60_000;
/** Milliseconds within which a run writes all of its final files. */
const FINAL_WRITES = 2_000;

/**
 * Returns the state of a run, from its files alone: its processes may be on another machine. A run is in progress while
 * its folder is claimed.
 *
 * The last line of its metrics records how a run ended. A completed run counts as running until result.json says so: in
 * a folder of several runs, it is written after the last one, and before a run is resumed, it says how that one ended. A
 * failed run records its end only in result.json, which is ignored if it is older than config.json, the first file that a
 * run writes.
 *
 * @param metrics the path of its metrics.jsonl
 * @param now milliseconds since 1970
 */
export function runState(metrics: string, now: number): RunStatus {
  const beside = (name: string): string => join(dirname(metrics), name);
  const startedAt = modifiedAt(beside('config.json')) ?? 0;
  const silence = now - (modifiedAt(metrics) ?? startedAt);
  const ended = endOf(metrics);
  if (ended === 'stopped') return ended;
  const result = modifiedAt(beside('result.json'));
  const how = endIn(beside('result.json'));
  // If several runs share the folder, the next one may have failed before it started.
  if (ended === 'completed' && result !== null && how !== 'failed' && how !== 'stopped') return ended;
  const failed = result !== null && result >= startedAt && how === 'failed';
  if (failed && silence >= FINAL_WRITES) return 'failed';
  return isInProgress([dirname(metrics), dirname(dirname(metrics))], silence) ? 'running' : 'lost';
}

/** Returns whether a process has claimed one of the folders: of several runs, the folder around them is claimed. */
function isInProgress(folders: readonly string[], silence: number): boolean {
  const locks = folders.map((folder) => join(folder, LOCK)).filter((lock) => existsSync(lock));
  if (locks.some((lock) => lockOwner(lock) !== null)) return true;
  return silence < (locks.length > 0 ? MAX_SILENCE : FINAL_WRITES);
}

/** Returns the modification time of a file in milliseconds since 1970; null if it does not exist. */
export const modifiedAt = (path: string): number | null =>
  statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? null;

/** Bytes to read at the end of metrics.jsonl: more than the line of a run's end. */
const TAIL_BYTES = 4096;

/** Returns whether a run has recorded that it completed. */
export const hasCompleted = (metrics: string): boolean => endOf(metrics) === 'completed';

function endOf(metrics: string): 'completed' | 'stopped' | null {
  try {
    // The piece after the last newline is empty, or a line that is being written.
    const last = parseJson(readTail(metrics).split('\n').at(-2) ?? '');
    return last['_tag'] === 'RunEnded' ? (last['why'] === 'completed' ? 'completed' : 'stopped') : null;
  } catch {
    // There is no such file, or its last line is longer than the tail, so it is not the end of a run.
    return null;
  }
}

function readTail(path: string): string {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(TAIL_BYTES);
    const count = readSync(file, bytes, 0, TAIL_BYTES, Math.max(0, fstatSync(file).size - TAIL_BYTES));
    return bytes.toString('utf8', 0, count);
  } finally {
    closeSync(file);
  }
}

/** Returns how a run ended by its result.json; undefined if that does not say. */
function endIn(result: string): unknown {
  try {
    return parseJson(readFileSync(result, 'utf8'))['ended'];
  } catch {
    // There is no such file.
    return undefined;
  }
}

const parseJson = (text: string): Readonly<Record<string, unknown>> =>
  JSON.parse(text) as Readonly<Record<string, unknown>>;

/** Returns whether a folder holds a run, or several. */
export const hasRun = (folder: string): boolean =>
  ['metrics.jsonl', 'config.json'].some((name) => existsSync(join(folder, name)));
