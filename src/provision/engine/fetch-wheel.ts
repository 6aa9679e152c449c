import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  concat,
  concatMap,
  connect,
  defer,
  distinctUntilChanged,
  EMPTY,
  exhaustMap,
  from,
  ignoreElements,
  map,
  merge,
  of,
  takeUntil,
  throwError,
  timer,
  type Observable,
} from 'rxjs';
import { downloadFailed } from './engine-error.ts';
import type { Pip } from './find-pip.ts';
import type { Machine } from './machine.ts';
import { pipError } from './pip-error.ts';
import type { Downloading, PrepareProgress } from './prepare-progress.ts';
import { runCommand, type Finished } from '../../io/processes/index.ts';
import { hashOf } from '../fetching/hash-of.ts';
import type { Wheel } from './wheel.ts';

/** What to fetch, with what, into which folder (its own: nothing else is in it). */
export interface FetchWheel {
  readonly wheel: Wheel;
  readonly pip: Pip;
  readonly machine: Machine;
  readonly folder: string;
}

/**
 * Downloads a wheel with pip, under pip's own settings, and compares it with its SHA-256. Errors with DownloadFailed,
 * or with EngineUnavailable where the disk is full. Unsubscribing kills pip.
 */
export const fetchWheel = (fetch: FetchWheel): Observable<PrepareProgress> =>
  concat(downloaded(fetch), verified(fetch));

/** The wheel that pip left in a folder. */
export async function wheelIn(folder: string): Promise<string> {
  const name = (await readdir(folder)).find((entry) => entry.endsWith('.whl'));
  if (name === undefined) throw downloadFailed('a wheel from pip', `none in ${folder}`, 'Update pip.');
  return join(folder, name);
}

export const nameOf = ({ name, version }: Wheel): string => `${name} ${version}`;

function downloaded({ wheel, pip, machine, folder }: FetchWheel): Observable<Downloading> {
  const temporary = join(folder, 'tmp');
  const log = join(folder, 'pip.log');
  // pip has no progress for programs before 24.1, but the file it writes grows in all of them.
  const progress = timer(0, 250).pipe(
    exhaustMap(() => bytesArrived(folder)),
    distinctUntilChanged(),
    map((bytes): Downloading => ({
      _tag: 'Downloading',
      name: nameOf(wheel),
      bytes: Math.min(bytes, wheel.bytes),
      totalBytes: wheel.bytes,
    })),
  );
  const command = {
    file: pip.file,
    args: [
      ...[...pip.args, 'download', '--no-deps', '--only-binary=:all:', '--python-version', '3.11'],
      ...['--implementation', 'cp', '--platform', wheel.tag, '--no-cache-dir', '--no-input'],
      ...['--disable-pip-version-check', '--dest', folder, '--log', log, `${wheel.name}==${wheel.version}`],
    ],
    environment: { ...machine.environment, TMPDIR: temporary, PIP_REQUIRE_VIRTUALENV: 'false' },
  };
  return defer(() => mkdir(temporary, { recursive: true })).pipe(
    concatMap(() => runCommand(command)),
    connect((finished) =>
      merge(
        progress.pipe(takeUntil(finished)),
        finished.pipe(concatMap((end) => (end.status === 0 ? EMPTY : failed(wheel, end, log)))),
      ),
    ),
  );
}

/** Why a page could not be had stands in pip's log only. */
const failed = (wheel: Wheel, end: Finished, log: string): Observable<never> =>
  defer(() => readFile(log, 'utf8').catch(() => '')).pipe(
    concatMap((text) => {
      const pages = text.split('\n').filter((line) => line.includes('Could not fetch URL'));
      return throwError(() => pipError(wheel, { ...end, errors: [end.errors, ...pages].join('\n') }));
    }),
  );

const verified = ({ wheel, folder }: FetchWheel): Observable<PrepareProgress> =>
  concat(
    of<PrepareProgress>({ _tag: 'Verifying', name: nameOf(wheel), bytes: wheel.bytes }),
    defer(async () => {
      const received = await hashOf(await wheelIn(folder), 'sha256', 'hex');
      if (received === wheel.sha256) return;
      throw downloadFailed(
        `${nameOf(wheel)} with SHA-256 ${wheel.sha256}`,
        received,
        'The package index or a proxy delivers another file: check pip config list and PIP_INDEX_URL, then start again.',
      );
    }).pipe(ignoreElements()),
  );

/** The size of the largest wheel below a folder, finished or not. */
function bytesArrived(folder: string): Observable<number> {
  return from(
    readdir(folder, { recursive: true })
      .then((names) =>
        Promise.all(names.filter((name) => name.endsWith('.whl')).map((name) => sizeOf(join(folder, name)))),
      )
      .then((sizes) => Math.max(0, ...sizes))
      .catch(() => 0),
  );
}

/** pip moves the file while we look. */
const sizeOf = (file: string): Promise<number> =>
  stat(file).then(
    ({ size }) => size,
    () => 0,
  );
