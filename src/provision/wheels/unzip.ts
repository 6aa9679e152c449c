import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Observable } from 'rxjs';
import { openPromise, type Entry } from 'yauzl';

/** What to unpack, and its destination: an entry `tensorflow/a/b` becomes `a/b` in the folder. */
export interface Unzip {
  readonly archive: string;
  readonly folder: string;
  readonly keep: RegExp;
}

/**
 * Unpacks the files of a zip archive whose paths match `keep` and emits the bytes written so far. Cold.
 *
 * Errors if the archive is damaged or encrypted, if a path in it leads out of the folder or names no file, or if an
 * entry to unpack is a link; files written before the error remain in the folder. CRCs are not checked: the caller has
 * compared the hash of the whole archive. Unsubscribing stops the writing, closes all files and creates no more
 * folders.
 */
export const unzip = (options: Unzip): Observable<number> =>
  new Observable((subscriber) => {
    const stop = new AbortController();
    unpack(options, stop.signal, (written) => subscriber.next(written)).then(
      () => subscriber.complete(),
      (error: unknown) => subscriber.error(error),
    );
    return () => stop.abort();
  });

async function unpack(
  { archive, folder, keep }: Unzip,
  signal: AbortSignal,
  report: (written: number) => void,
): Promise<void> {
  let written = 0;
  async function* counted(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      yield chunk;
      report((written += chunk.length));
    }
  }
  // Strict: a backslash in a path is an error, not a slash. The loop closes the archive however it ends.
  const zip = await openPromise(archive, { strictFileNames: true });
  for await (const entry of zip.eachEntry()) {
    signal.throwIfAborted();
    if (!keep.test(entry.fileName) || entry.fileName.endsWith('/')) continue;
    const path = join(folder, ...namesOf(entry));
    const mode = modeOf(entry);
    // Synchronous: a folder removed after an unsubscribe must not come back.
    mkdirSync(dirname(path), { recursive: true });
    await pipeline(await zip.openReadStreamPromise(entry), counted, createWriteStream(path, { mode }), {
      signal,
    });
  }
}

/** Returns the names of the folders of an entry, without the first, and its own. Throws if it has none. */
function namesOf({ fileName }: Entry): readonly string[] {
  const names = fileName
    .split('/')
    .slice(1)
    .filter((name) => name !== '' && name !== '.');
  if (names.length > 0 && !/\p{Cc}/u.test(fileName)) return names;
  throw new Error(`${JSON.stringify(fileName)} in the archive is not the path of a file in a folder`);
}

const FILE_TYPE = 0o170_000;
const REGULAR_FILE = 0o100_000;

/** The permissions of a file. Throws if the entry is a link, a device or another special file. */
function modeOf({ fileName, externalFileAttributes }: Entry): number {
  // The upper half holds the Unix mode; archivers of other systems leave it 0.
  const mode = externalFileAttributes >>> 16;
  const type = mode & FILE_TYPE;
  if (type !== 0 && type !== REGULAR_FILE) {
    throw new Error(`${fileName} in the archive is not a regular file`);
  }
  return (mode & 0o100) === 0 ? 0o644 : 0o755;
}
