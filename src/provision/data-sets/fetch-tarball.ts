import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import {
  concatMap,
  connect,
  defer,
  distinctUntilChanged,
  exhaustMap,
  ignoreElements,
  map,
  merge,
  takeUntil,
  timer,
  type Observable,
} from 'rxjs';
import { runCommand, type Finished } from '../../io/processes/index.ts';
import { folderUse } from '../cache/folder-use.ts';
import { quickStartError } from './quick-start-error.ts';
import type { QuickStartProgress } from './quick-start-progress.ts';

/** What is fetched, and how it is known to be that. */
export interface Tarball {
  readonly spec: string;
  readonly bytes: number;
  /** npm's integrity: `sha512-` and the hash in base 64. */
  readonly integrity: string;
}

/** Fetches a package's archive to a path, with a folder of its own to work in. */
export type FetchTarball = (
  tarball: Tarball,
  workspace: string,
  path: string,
) => Observable<QuickStartProgress>;

/**
 * Fetches a package's archive with npm itself, under the user's own settings. Errors with DownloadFailed: no npm, no
 * network, no such package. Unsubscribing kills npm.
 */
export const fetchTarball: FetchTarball = ({ spec, bytes: totalBytes }, workspace, path) => {
  // npm writes the archive when it has all of it; its cache grows meanwhile, so it gets one that can be watched.
  const cache = join(workspace, 'npm-cache');
  const args = ['pack', spec, '--pack-destination', workspace, '--cache', cache, '--loglevel', 'error'];
  const command = { file: 'npm', args, environment: { ...process.env } };
  const progress = timer(0, 250).pipe(
    exhaustMap(() => folderUse(cache)),
    map(({ bytes }): QuickStartProgress => ({
      _tag: 'Fetching',
      bytes: Math.min(bytes, totalBytes),
      totalBytes,
    })),
    distinctUntilChanged((a, b) => a._tag === 'Fetching' && b._tag === 'Fetching' && a.bytes === b.bytes),
  );
  return defer(() => runCommand(command)).pipe(
    connect((finished) =>
      merge(
        progress.pipe(takeUntil(finished)),
        finished.pipe(
          concatMap((end) => placed(spec, end, workspace, path)),
          ignoreElements(),
        ),
      ),
    ),
  );
};

async function placed(spec: string, end: Finished, workspace: string, path: string): Promise<void> {
  const wanted = `to fetch ${spec} with npm`;
  if (end.status === 'missing') throw quickStartError('DownloadFailed', wanted, 'no npm on the PATH');
  if (end.status !== 0) throw quickStartError('DownloadFailed', wanted, `npm's ${reasonOf(end)}`);
  const name = (await readdir(workspace)).find((entry) => entry.endsWith('.tgz'));
  if (name === undefined) throw quickStartError('DownloadFailed', wanted, 'no archive from npm');
  await rename(join(workspace, name), path);
}

/** The code and the first whole sentence of npm's error lines. */
function reasonOf({ status, errors }: Finished): string {
  const lines = errors
    .split('\n')
    .filter((line) => line.startsWith('npm error'))
    .map((line) => line.slice('npm error'.length).trim());
  const code = lines.find((line) => line.startsWith('code '))?.slice('code '.length);
  const reason = lines.find((line) => line !== '' && !/^(code|syscall|errno|path) /.test(line));
  return [code ?? `exit code ${status}`, ...(reason === undefined ? [] : [reason])].join(': ');
}
