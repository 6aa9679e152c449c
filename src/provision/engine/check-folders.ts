import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { defer, from, type Observable } from 'rxjs';
import { readManifest } from '../fetching/manifest.ts';

/** Progress of {@link checkFolders}: plain data. */
export interface Checking {
  readonly _tag: 'Checking';
  readonly bytes: number;
  readonly totalBytes: number;
}

/** The result of {@link checkFolders}: plain data. */
export interface Checked {
  readonly _tag: 'Checked';
  /** The files whose content is not that of the manifest, or cannot be read. */
  readonly damaged: readonly string[];
}

/** Milliseconds between two reports of progress, and before the first. */
const INTERVAL = 1_000;

/**
 * Reads every file of finished folders and compares its hash with the manifest: about a second per GB. Emits progress once a
 * second, then the result. A folder without a manifest is unfinished, not damaged.
 */
export const checkFolders = (folders: readonly string[]): Observable<Checking | Checked> =>
  defer(() => from(check(folders)));

async function* check(folders: readonly string[]): AsyncGenerator<Checking | Checked> {
  const files = (await Promise.all(folders.map(filesOf))).flat();
  const totalBytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const damaged: string[] = [];
  let [bytes, reportedAt] = [0, performance.now()];
  for (const { path, sha256 } of files) {
    const hash = createHash('sha256');
    try {
      for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
        hash.update(chunk as Buffer);
        bytes += (chunk as Buffer).length;
        if (performance.now() - reportedAt < INTERVAL) continue;
        reportedAt = performance.now();
        yield { _tag: 'Checking', bytes, totalBytes };
      }
      if (hash.digest('hex') !== sha256) damaged.push(path);
    } catch {
      damaged.push(path);
    }
  }
  yield { _tag: 'Checked', damaged };
}

const filesOf = (folder: string) =>
  readManifest(folder).then(
    (files) => files.map((file) => ({ ...file, path: join(folder, file.path) })),
    () => [],
  );
