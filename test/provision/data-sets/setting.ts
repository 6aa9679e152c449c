import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { MillraceError, type AppErrorTag } from '../../../src/core/index.ts';
import {
  archivedImages,
  type ArchivedImages,
  type DataSetProgress,
} from '../../../src/provision/data-sets/index.ts';
import { collect } from '../../support/collect.ts';

/** Short enough for tests. */
export const RETRY_POLICY = { stallMs: 1000, retries: 3, retryMs: 10 };

export const run = (config: ArchivedImages): Promise<readonly DataSetProgress[]> =>
  collect(archivedImages({ retryPolicy: RETRY_POLICY, ...config }));

/** Returns the message of its error, which says what else the user can do. */
export async function failure(config: ArchivedImages, tag: AppErrorTag): Promise<string> {
  const error: unknown = await run(config).catch((cause: unknown) => cause);
  if (!(error instanceof MillraceError)) throw new Error(`no MillraceError: ${String(error)}`);
  expect(error.detail._tag).toBe(tag);
  expect(error.message).toMatch(
    /^data set made: expected .* your own copy with --data DIR, or .* quick start: npm start$/,
  );
  return error.message;
}

/** Returns the tags without repetitions. */
export const stages = (progress: readonly DataSetProgress[]): readonly string[] =>
  progress.map(({ _tag }) => _tag).filter((tag, i, tags) => tag !== tags[i - 1]);

export const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
