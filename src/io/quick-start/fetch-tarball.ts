import { createHash } from 'node:crypto';
import { createReadStream, readdirSync, statSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { concatMap, defer, from, interval, map, merge, takeUntil, share, type Observable } from 'rxjs';
import { MillraceError } from '../../core/index.ts';
import { runCommand } from '../tensorflow/run-command.ts';
import type { QuickStartProgress } from './quick-start-progress.ts';

/** What is fetched, and how it is known to be that. */
export interface Tarball {
  readonly spec: string;
  readonly bytes: number;
  /** npm's integrity: `sha512-` and the hash in base 64. */
  readonly integrity: string;
}

/**
 * Fetches a package's archive with npm itself, under the user's own settings, checks it, and puts it at a path. Errors
 * with DownloadFailed: no npm, no network, another file.
 */
export const fetchTarball = (
  { spec, bytes, integrity }: Tarball,
  workspace: string,
  path: string,
): Observable<QuickStartProgress> => {
  const environment = { ...process.env };
  const args = ['pack', spec, '--pack-destination', workspace, '--silent'];
  const fetched = runCommand({ file: 'npm', args, environment }).pipe(
    concatMap(({ status, errors }) =>
      status === 0
        ? from(placed(workspace, integrity, path))
        : defer(() => {
            throw failed(
              status === 'missing' ? 'there is no npm on the PATH' : `npm said: ${lastLine(errors)}`,
            );
          }),
    ),
    share(),
  );
  const progress = interval(1000).pipe(
    map((): QuickStartProgress => ({ _tag: 'Fetching', bytes: sizeIn(workspace), totalBytes: bytes })),
    takeUntil(fetched),
  );
  return merge(
    progress,
    fetched.pipe(map((): QuickStartProgress => ({ _tag: 'Fetching', bytes, totalBytes: bytes }))),
  );
};

async function placed(workspace: string, integrity: string, path: string): Promise<void> {
  const [name] = readdirSync(workspace).filter((entry) => entry.endsWith('.tgz'));
  if (name === undefined) throw failed('npm put nothing into its folder');
  const hash = createHash('sha512');
  await pipeline(createReadStream(join(workspace, name)), hash);
  const received = `sha512-${hash.digest('base64')}`;
  if (received !== integrity) throw failed(`a file with ${received}`, integrity);
  await rename(join(workspace, name), path);
}

/** npm writes elsewhere first; what is already here counts. */
const sizeIn = (folder: string): number =>
  readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);

const lastLine = (text: string): string =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .at(-1) ?? 'nothing';

/** Why the pictures are not there, and what else can be done. */
export const failed = (received: string, expected = 'to fetch the pictures of the quick start with npm') =>
  new MillraceError({
    _tag: 'DownloadFailed',
    where: 'quick start',
    expected,
    received,
    advice: 'Check the network and npm, or train on pictures of your own: npm start -- baseline --data DIR',
  });
