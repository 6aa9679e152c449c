import { describeBytes } from '../fetching/describe-bytes.ts';
import type { CacheEntry } from './cache-entry.ts';
import type { Cleaned } from './clean-cache.ts';

/** Entries as a table for people, with their sum: `engines  867 MB  2026-11-29  /home/me/.cache/millrace/tensorflow-…`. */
export function describeCache(folder: string, entries: readonly CacheEntry[]): string {
  if (entries.length === 0) return `Nothing in ${folder}`;
  const rows = [
    ['kind', 'size', 'last used', 'path'],
    ...entries.map(({ kind, bytes, lastUsed, path }) => [
      kind,
      describeBytes(bytes),
      lastUsed?.slice(0, 'YYYY-MM-DD'.length) ?? 'unknown',
      path,
    ]),
    ['total', describeBytes(bytesOf(entries)), '', folder],
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => {
          const width = widths[column] ?? 0;
          return column === 1 ? cell.padStart(width) : cell.padEnd(width);
        })
        .join('  '),
    )
    .join('\n');
}

/** One line for people about an entry that was to be removed. */
export const describeCleaned = (cleaned: Cleaned): string =>
  cleaned._tag === 'Removed'
    ? `Removed ${cleaned.entry.path} (${describeBytes(cleaned.entry.bytes)})`
    : `Kept ${cleaned.entry.path}: ${cleaned.reason}`;

/** The question before entries are removed: a run in progress holds no lock on what it reads. */
export const cleanQuestion = (folder: string, entries: readonly CacheEntry[]): string =>
  `Runs that use them will fail. Remove ${describeBytes(bytesOf(entries))} in ${folder}? [y/N] `;

/** The size of entries together. */
export const bytesOf = (entries: readonly CacheEntry[]): number =>
  entries.reduce((sum, { bytes }) => sum + bytes, 0);
