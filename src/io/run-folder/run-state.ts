import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** How a run ended; `running` while it may go on; `broken off` where nothing came for long and nothing says why. */
export type RunState = 'completed' | 'stopped' | 'failed' | 'running' | 'broken off';

/** Milliseconds after which a run that says nothing is not running any more. */
const SILENT = 300_000;
/** Milliseconds within which the files that a run writes at its end are written. */
const TOGETHER = 2_000;

/**
 * The state of a run, by its files alone; its processes may be on another machine.
 *
 * The last line of its metrics tells how it ended. A folder of several runs goes on where one was completed, until there
 * is a result.json of them all. A run that failed tells no end: its result.json does, where
 * it is no older than the config.json that the run wrote when it began.
 *
 * @param metrics the path of its metrics.jsonl
 * @param now milliseconds since 1970
 */
export function runState(metrics: string, now: number): RunState {
  const beside = (name: string): string => join(dirname(metrics), name);
  const silence = now - (modified(metrics) ?? modified(beside('config.json')) ?? 0);
  const ended = endOf(metrics);
  if (ended === 'stopped') return ended;
  const result = modified(beside('result.json'));
  const failed =
    result !== null && result >= (modified(beside('config.json')) ?? 0) && saysFailed(beside('result.json'));
  // Of several, where the next did not even begin.
  if (ended === 'completed' && !failed && result !== null) return ended;
  if (failed && silence >= TOGETHER) return 'failed';
  return silence < SILENT ? 'running' : 'broken off';
}

/** Milliseconds since 1970; null where there is no such file. */
export const modified = (path: string): number | null =>
  statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? null;

/** Bytes of the last line, where it is the end of a run. */
const TAIL = 4096;

function endOf(metrics: string): 'completed' | 'stopped' | null {
  try {
    const lines = tailOf(metrics).split('\n');
    const last = parsed(lines.at(-2) ?? '');
    return last['_tag'] === 'RunEnded' ? (last['why'] === 'completed' ? 'completed' : 'stopped') : null;
  } catch {
    // Not there, or its last line is longer than an end is.
    return null;
  }
}

function tailOf(path: string): string {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(TAIL);
    const count = readSync(file, bytes, 0, TAIL, Math.max(0, fstatSync(file).size - TAIL));
    return bytes.toString('utf8', 0, count);
  } finally {
    closeSync(file);
  }
}

function saysFailed(result: string): boolean {
  try {
    return parsed(readFileSync(result, 'utf8'))['ended'] === 'failed';
  } catch {
    // Gone in this moment.
    return false;
  }
}

const parsed = (text: string): Readonly<Record<string, unknown>> =>
  JSON.parse(text) as Readonly<Record<string, unknown>>;

/** Whether a run was written into a folder: one of its own, or several. */
export const hasRun = (folder: string): boolean =>
  ['metrics.jsonl', 'config.json'].some((name) => existsSync(join(folder, name)));
