import { closeSync, lstatSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { at, isRecord, type RunFiles } from '../../core/index.ts';
import { isFolder } from '../disk.ts';
import { folderBytes } from './folder-bytes.ts';
import { modifiedAt, runState } from './run-state.ts';

type Json = NonNullable<RunFiles['config']>;

/** The maximum number of bytes to read from a file that may be large. */
const MAX_BYTES = 2 ** 18;

/**
 * Returns the runs in a folder, oldest first: those in its subfolders and theirs, or the folder itself if it is a run.
 * Reads only small files, and the beginning of large ones; adds up the sizes of all.
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

const isRun = (folder: string): boolean => modifiedAt(join(folder, 'metrics.jsonl')) !== null;

function foldersIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter(
        (entry) => entry.isDirectory() || (entry.isSymbolicLink() && isFolder(join(folder, entry.name))),
      )
      .map(({ name }) => name)
      .sort();
  } catch {
    // There is no such folder, or it cannot be read.
    return [];
  }
}

const byAge = (runs: readonly RunFiles[]): readonly RunFiles[] =>
  [...runs].sort((a, b) => timeOf(a) - timeOf(b));

const timeOf = ({ startedAt, writtenAt }: RunFiles): number => startedAt ?? writtenAt ?? 0;

function filesOf(folder: string, name: string, now: number): RunFiles {
  const path = (file: string): string => join(folder, file);
  const startedAt = modifiedAt(path('config.json'));
  const writtenAt = modifiedAt(path('metrics.jsonl'));
  const state = runState(path('metrics.jsonl'), now);
  // Until the run ends, result.json may be that of an earlier run in the same folder.
  const result = state === 'running' || state === 'lost' ? null : readJson(path('result.json'));
  const config = readJson(path('config.json'));
  const nested = foldersIn(folder)
    .filter((inner) => isRun(path(inner)))
    .map((inner) => filesOf(path(inner), inner, now));
  const isLink = lstatSync(folder).isSymbolicLink();
  return {
    name,
    path: resolve(folder),
    bytes: isLink ? 0 : folderBytes(folder),
    isLink,
    state,
    startedAt,
    writtenAt,
    config,
    result,
    firstLine: result === null ? at(readStart(path('metrics.jsonl')).split('\n', 1), 0) : null,
    history: result === null ? readStart(path('history.csv')) : null,
    nested: byAge(nested),
  };
}

function readJson(path: string): Json | null {
  try {
    const value = JSON.parse(readFileSync(path, 'utf8')) as unknown;
    return isRecord(value) ? value : null;
  } catch {
    // There is no such file, or Millrace did not write it.
    return null;
  }
}

function readStart(path: string): string {
  try {
    const file = openSync(path, 'r');
    try {
      const bytes = Buffer.allocUnsafe(MAX_BYTES);
      return bytes.toString('utf8', 0, readSync(file, bytes, 0, MAX_BYTES, 0));
    } finally {
      closeSync(file);
    }
  } catch {
    return '';
  }
}
