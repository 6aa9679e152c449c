import { mkdirSync, readdirSync, renameSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  catchError,
  concatMap,
  connect,
  defer,
  distinctUntilChanged,
  EMPTY,
  exhaustMap,
  ignoreElements,
  map,
  merge,
  startWith,
  takeUntil,
  timer,
  type Observable,
} from 'rxjs';
import { runCommand, type Command, type Finished } from '../../io/processes/index.ts';
import { folderUse } from '../cache/folder-use.ts';
import { FetchError } from './fetch-error.ts';
import type { Downloading } from './fetch-progress.ts';
import { withSpeed } from './with-speed.ts';

/** What to download with a program. */
export interface ProgramDownload {
  readonly name: string;
  readonly totalBytes: number;
  /** The final path of the file. */
  readonly file: string;
  /** The download, its cache, its temporary files and its log go below this folder, which is removed at the end. */
  readonly folder: string;
  readonly extension: '.whl' | '.tgz';
  readonly command: Command;
  /** Explains an exit code other than 0. */
  readonly explain: (finished: Finished) => FetchError | Promise<FetchError>;
}

/**
 * Downloads a file with a program that reports no progress: emits the growth of its folder. Errors with FetchError.
 * Unsubscribing kills the program.
 */
export const downloadWith = ({
  name,
  totalBytes,
  file,
  folder,
  extension,
  command,
  explain,
}: ProgramDownload): Observable<Downloading> => {
  const progress = timer(0, 250).pipe(
    // The program may move files meanwhile.
    exhaustMap(() => folderUse(folder).pipe(catchError(() => EMPTY))),
    map(({ bytes }) => Math.min(bytes, totalBytes)),
    startWith(0),
    distinctUntilChanged(),
    withSpeed(totalBytes),
    map((speed): Downloading => ({ _tag: 'Downloading', name, totalBytes, ...speed })),
  );
  const take = async (finished: Finished): Promise<void> => {
    if (finished.status !== 0) throw await explain(finished);
    // Synchronous: a workspace that was removed after an unsubscribe must not come back.
    const found = readdirSync(folder).find((entry) => entry.endsWith(extension));
    if (found === undefined)
      throw new FetchError(
        'DownloadFailed',
        `${name} as a ${extension} file`,
        `no such file from ${command.file}`,
        `Update ${command.file}, and start again.`,
      );
    mkdirSync(dirname(file), { recursive: true });
    renameSync(join(folder, found), file);
    await rm(folder, { recursive: true });
  };
  return defer(() => mkdir(folder, { recursive: true })).pipe(
    concatMap(() => runCommand(command)),
    connect((finished$) =>
      merge(progress.pipe(takeUntil(finished$)), finished$.pipe(concatMap(take), ignoreElements())),
    ),
  );
};
