import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { concat, defer, ignoreElements, map } from 'rxjs';
import type { Finished } from '../../io/processes/index.ts';
import { downloadWith } from '../fetching/download-with.ts';
import { FetchError, ROOM_ADVICE } from '../fetching/fetch-error.ts';
import type { Source } from '../fetching/source.ts';
import type { Pip } from '../machine/find-pip.ts';
import type { Machine } from '../machine/machine.ts';
import { linesOf } from './lines-of.ts';
import { unzip } from './unzip.ts';
import { nameOf, type Wheel } from './wheel.ts';

/** The tool that downloads wheels, and the destination. */
export interface WheelDownload {
  readonly pip: Pip;
  readonly machine: Pick<Machine, 'environment'>;
  readonly workspace: string;
}

/** Disk space for pip's temporary copies, the compiler's files and other small files. */
const MARGIN = 150_000_000;

/**
 * Returns a wheel as a source: pip downloads it under its own settings, and the needed files are unpacked. The wheel is
 * removed afterwards.
 */
export const wheelSource =
  ({ pip, machine, workspace }: WheelDownload) =>
  (wheel: Wheel): Source => {
    const { bytes, unpackedBytes, keep } = wheel;
    const name = nameOf(wheel);
    const folder = join(workspace, `pip-${wheel.name}`);
    const file = join(workspace, `${wheel.name}.whl`);
    const log = join(folder, 'pip.log');
    const args = [
      ...[...pip.args, 'download', '--no-deps', '--only-binary=:all:', '--python-version', '3.11'],
      ...['--implementation', 'cp', '--platform', wheel.tag, '--no-cache-dir', '--no-input'],
      ...['--disable-pip-version-check', '--dest', folder, '--log', log, `${wheel.name}==${wheel.version}`],
    ];
    const environment = { ...machine.environment, TMPDIR: folder, PIP_REQUIRE_VIRTUALENV: 'false' };
    return {
      ...{ name, bytes, unpackedBytes, file, isResumable: false, digest: `sha256:${wheel.sha256}` },
      // pip briefly stores it twice.
      temporaryBytes: bytes + MARGIN,
      how: 'with pip',
      elsewhere: 'To see the package index that pip uses, run pip config list and check PIP_INDEX_URL.',
      fetch: () =>
        downloadWith({
          ...{ name, totalBytes: bytes, file, folder, extension: '.whl' },
          command: { file: pip.file, args, environment },
          explain: async (finished) => pipError(wheel, finished, await readFile(log, 'utf8').catch(() => '')),
        }),
      unpack: (target) =>
        concat(
          unzip({ archive: file, folder: target, keep }).pipe(map((written) => written / unpackedBytes)),
          defer(() => rm(file)).pipe(ignoreElements()),
        ),
    };
  };

const NO_CONNECTION =
  /NewConnectionError|ConnectTimeout|ReadTimeout|Read timed out|ProxyError|NameResolutionError|Temporary failure|Network is unreachable|Connection (refused|reset|aborted)|Failed to establish|Max retries exceeded|RemoteDisconnected|IncompleteRead/i;
const NO_TRUST = /SSLError|CERTIFICATE_VERIFY_FAILED/i;
const NO_ROOM = /No space left on device|Disk quota exceeded/i;
const NO_WHEEL = /No matching distribution|Could not find a version/i;

/** Returns why pip failed, in plain words. Only pip's log contains the reason why a page could not be read. */
function pipError(wheel: Wheel, { status, output, errors }: Finished, log: string): FetchError {
  const pages = log.split('\n').filter((line) => line.includes('Could not fetch URL'));
  const text = [output, errors, ...pages].join('\n');
  if (NO_ROOM.test(text))
    return new FetchError('NoRoom', `room for ${wheel.name}`, 'a full disk', ROOM_ADVICE);
  const [received, advice] = explain(wheel, text, status);
  return new FetchError('DownloadFailed', `${nameOf(wheel)} from the Python package index`, received, advice);
}

function explain(wheel: Wheel, text: string, status: Finished['status']): [received: string, advice: string] {
  if (NO_TRUST.test(text))
    return [
      `no trusted connection${describeIndex(text)}`,
      'Behind a proxy, set its certificate: pip config set global.cert FILE. Then start again.',
    ];
  if (NO_CONNECTION.test(text))
    return [
      `no connection${describeIndex(text)}`,
      'Check the network, the proxy and the package index (pip config list, PIP_INDEX_URL). Then start again.',
    ];
  if (NO_WHEEL.test(text))
    return [
      'an index without it',
      `The package index (pip config list, PIP_INDEX_URL) must have ${nameOf(wheel)} for ${wheel.tag}.`,
    ];
  return [
    `exit code ${status} from pip: ${lastError(text)}`,
    'Update pip (python3 -m pip install --upgrade pip) and start again.',
  ];
}

/** Returns the name of the index and the reason of the system, if any. */
function describeIndex(text: string): string {
  const [, index = 'pypi.org'] = /Looking in indexes: (\S+)/.exec(text) ?? [];
  const [, reason] = /\[Errno -?\d+\] ([^'")\n]+)/.exec(text) ?? [];
  return ` to ${index}${reason === undefined ? '' : `: ${reason}`}`;
}

function lastError(text: string): string {
  const lines = linesOf(text);
  return lines.findLast((line) => line.startsWith('ERROR')) ?? lines.at(-1) ?? 'no message';
}
