import type { MillraceError } from '../../core/index.ts';
import { downloadFailed, engineUnavailable, ROOM_ADVICE } from './engine-error.ts';
import type { Finished } from '../../io/processes/index.ts';
import type { Wheel } from './wheel.ts';

const NO_CONNECTION =
  /NewConnectionError|ConnectTimeout|ReadTimeout|Read timed out|ProxyError|NameResolutionError|Temporary failure|Network is unreachable|Connection (refused|reset|aborted)|Failed to establish|Max retries exceeded|RemoteDisconnected|IncompleteRead/i;
const NO_TRUST = /SSLError|CERTIFICATE_VERIFY_FAILED/i;
const NO_ROOM = /No space left on device|Disk quota exceeded/i;
const NO_WHEEL = /No matching distribution|Could not find a version/i;

/** Why pip failed, in one plain message. */
export function pipError(wheel: Wheel, { status, output, errors }: Finished): MillraceError {
  const text = `${output}\n${errors}`;
  const wanted = `${wheel.name} ${wheel.version} from the Python package index`;
  if (NO_ROOM.test(text)) return engineUnavailable(`room for ${wheel.name}`, 'a full disk', ROOM_ADVICE);
  if (NO_TRUST.test(text)) {
    return downloadFailed(
      wanted,
      `no trusted connection${details(text)}`,
      'Behind a proxy, tell pip its certificate: pip config set global.cert FILE. Then start again.',
    );
  }
  if (NO_CONNECTION.test(text)) {
    return downloadFailed(
      wanted,
      `no connection${details(text)}`,
      'Check the network and the proxy; the index is the one pip is set to (pip config list, PIP_INDEX_URL). Then start again.',
    );
  }
  if (NO_WHEEL.test(text)) {
    return downloadFailed(
      wanted,
      'an index without it',
      `The index is the one pip is set to (pip config list, PIP_INDEX_URL); it must have ${wheel.name} ${wheel.version} for ${wheel.tag}.`,
    );
  }
  return downloadFailed(
    wanted,
    `pip ended with ${status}: ${lastError(text)}`,
    'Update pip (python3 -m pip install --upgrade pip) and start again.',
  );
}

/** The index, where pip is set to another one than its own, and the system's words. */
function details(text: string): string {
  const [, index = 'pypi.org'] = /Looking in indexes: (\S+)/.exec(text) ?? [];
  const [, reason] = /\[Errno -?\d+\] ([^'")\n]+)/.exec(text) ?? [];
  return ` to ${index}${reason === undefined ? '' : `: ${reason}`}`;
}

function lastError(text: string): string {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return lines.findLast((line) => line.startsWith('ERROR')) ?? lines.at(-1) ?? 'no message';
}
