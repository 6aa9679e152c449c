import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { isFolder } from '../disk.ts';
import { modified, runState, type RunState } from './run-state.ts';

type Json = Readonly<Record<string, unknown>>;

/** What the small files in a run's folder say; null where there is none. */
export interface RunFiles {
  /** Its folder, as it was found under the one that was looked into. */
  readonly name: string;
  readonly state: RunState;
  /** Milliseconds since 1970. */
  readonly begun: number | null;
  readonly written: number | null;
  readonly config: Json | null;
  readonly result: Json | null;
  /** Of a run without a result: the first line of its metrics, and its history.csv. */
  readonly firstLine: string | null;
  readonly history: string | null;
  /** The runs inside, of a folder of several. */
  readonly within: readonly RunFiles[];
}

/** Characters of a first line, or of a history, that are read. */
const MOST = 2 ** 18;

/**
 * The runs under a folder, oldest first: those in it, those in its folders (which may hold several), and itself where
 * it is one. Only small files are read, of larger ones the beginning.
 *
 * @param now milliseconds since 1970
 */
export const runsIn = (folder: string, now: number): readonly RunFiles[] =>
  isRun(folder)
    ? [filesOf(folder, basename(resolve(folder)), now)]
    : byAge(
        foldersIn(folder).flatMap((name) => {
          const path = join(folder, name);
          if (isRun(path)) return [filesOf(path, name, now)];
          return foldersIn(path)
            .filter((inner) => isRun(join(path, inner)))
            .map((inner) => filesOf(join(path, inner), join(name, inner), now));
        }),
      );

const isRun = (folder: string): boolean => modified(join(folder, 'metrics.jsonl')) !== null;

function foldersIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter(
        (entry) => entry.isDirectory() || (entry.isSymbolicLink() && isFolder(join(folder, entry.name))),
      )
      .map(({ name }) => name)
      .sort();
  } catch {
    // No folder, or not ours to read.
    return [];
  }
}

const byAge = (runs: readonly RunFiles[]): readonly RunFiles[] =>
  [...runs].sort((a, b) => (a.begun ?? a.written ?? 0) - (b.begun ?? b.written ?? 0));

function filesOf(folder: string, name: string, now: number): RunFiles {
  const at = (file: string): string => join(folder, file);
  const begun = modified(at('config.json'));
  const written = modified(at('metrics.jsonl'));
  const state = runState(at('metrics.jsonl'), now);
  // One of an earlier run in the same folder is not this one's.
  const result = state === 'running' || state === 'broken off' ? null : json(at('result.json'));
  const config = json(at('config.json'));
  const within = foldersIn(folder)
    .filter((inner) => isRun(at(inner)))
    .map((inner) => filesOf(at(inner), inner, now));
  return {
    name,
    state,
    begun,
    written,
    config,
    result,
    firstLine: result === null ? (beginning(at('metrics.jsonl')).split('\n', 1)[0] ?? null) : null,
    history: result === null ? beginning(at('history.csv')) : null,
    within: byAge(within),
  };
}

function json(path: string): Json | null {
  try {
    const value = JSON.parse(readFileSync(path, 'utf8')) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;
  } catch {
    // Not there, or not Millrace's.
    return null;
  }
}

function beginning(path: string): string {
  try {
    const file = openSync(path, 'r');
    try {
      const bytes = Buffer.allocUnsafe(MOST);
      return bytes.toString('utf8', 0, readSync(file, bytes, 0, MOST, 0));
    } finally {
      closeSync(file);
    }
  } catch {
    return '';
  }
}
