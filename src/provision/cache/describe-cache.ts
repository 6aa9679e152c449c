import { formatBytes } from '../../core/index.ts';
import type { CacheEntry } from './cache-entry.ts';
import type { Cleaned } from './clean-cache.ts';

/** Returns entries as a table with a total: `engines  867 MB  2026-11-29  /home/me/.cache/millrace/tensorflow-…`. */
export function describeCache(folder: string, entries: readonly CacheEntry[]): string {
  if (entries.length === 0) return `Nothing in ${folder}`;
  const rows: readonly (readonly [kind: string, size: string, lastUsed: string, path: string])[] = [
    ['kind', 'size', 'last used', 'path'],
    ...entries.map(({ kind, bytes, lastUsed, path }) => {
      const day = lastUsed?.slice(0, 'YYYY-MM-DD'.length) ?? 'unknown';
      return [kind, formatBytes(bytes), day, path] as const;
    }),
    ['total', formatBytes(bytesOf(entries)), '', folder],
  ];
  const width = (column: 0 | 1 | 2): number => Math.max(...rows.map((row) => row[column].length));
  return rows
    .map(([kind, size, lastUsed, path]) =>
      [kind.padEnd(width(0)), size.padStart(width(1)), lastUsed.padEnd(width(2)), path].join('  '),
    )
    .join('\n');
}

/** Returns a line about the outcome for one entry. */
export const describeCleaned = (cleaned: Cleaned): string =>
  cleaned._tag === 'Removed'
    ? `Removed ${cleaned.entry.path} (${formatBytes(cleaned.entry.bytes)})`
    : `Kept ${cleaned.entry.path}: ${cleaned.reason}`;

/** Returns the question to ask before entries are removed. A run holds no lock on the files that it reads. */
export const cleanQuestion = (folder: string, entries: readonly CacheEntry[]): string =>
  `Runs that use these files will fail. Remove ${formatBytes(bytesOf(entries))} in ${folder}? [y/N] `;

/** Returns the total size of entries. */
export const bytesOf = (entries: readonly CacheEntry[]): number =>
  entries.reduce((sum, { bytes }) => sum + bytes, 0);
