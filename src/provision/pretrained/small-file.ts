import type { Observable } from 'rxjs';
import { formatBytes } from '../../core/index.ts';
import type { Retrying } from '../fetching/fetch-progress.ts';
import { statusError, toTransferError, TransferError } from '../fetching/request-rest.ts';
import { askHub, type Answer } from './ask-hub.ts';
import { followRedirects } from './follow-redirects.ts';
import { addressOf, refusalOf, toHubError, type Hub } from './hub.ts';

const MAX_BYTES = 2 ** 20;

/** A text file of a model. */
export interface SmallFile {
  readonly commit: string;
  readonly file: string;
  /** Whether the first 1 MiB of a larger file is enough; otherwise it is refused. */
  readonly mayCut: boolean;
}

/** Downloads a text file of up to 1 MiB; emits null if the model has no such file. Errors with FetchError. */
export const smallFile = (hub: Hub, wanted: SmallFile): Observable<Answer<string | null> | Retrying> =>
  askHub({
    name: `${wanted.file} of ${hub.repo}`,
    retryPolicy: hub.retryPolicy,
    ask: (signal) => read(hub, wanted, signal),
    toError: (cause) => toHubError(hub, wanted.file, cause),
  });

async function read(
  hub: Hub,
  { commit, file, mayCut }: SmallFile,
  signal: AbortSignal,
): Promise<string | null> {
  const response = await followRedirects(hub, addressOf(hub, commit, file), { signal });
  const answered = response.headers.get('x-repo-commit') ?? commit;
  if (response.status === 404) {
    await response.body?.cancel();
    return null;
  }
  if (response.status === 401 || response.status === 403) throw refusalOf(hub, response);
  if (response.status !== 200) throw statusError(response);
  if (answered !== commit)
    throw new TransferError('permanent', `${file} of the commit ${answered} instead of ${commit}`);
  const bytes = await firstBytes(response);
  if (bytes.length > MAX_BYTES && !mayCut)
    throw new TransferError('permanent', `more than ${formatBytes(MAX_BYTES)}`);
  return bytes.toString('utf8', 0, MAX_BYTES);
}

async function firstBytes({ body }: Response): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  try {
    // Leaving the loop closes the connection.
    for await (const piece of (body ?? []) as AsyncIterable<Uint8Array>) {
      pieces.push(piece);
      bytes += piece.length;
      if (bytes > MAX_BYTES) break;
    }
  } catch (thrown) {
    throw toTransferError('temporary', thrown);
  }
  return Buffer.concat(pieces);
}
