import type { Observable } from 'rxjs';
import { formatBytes } from '../../core/index.ts';
import { FetchError } from '../fetching/fetch-error.ts';
import type { Retrying } from '../fetching/fetch-progress.ts';
import { askHub, type Answer } from './ask-hub.ts';
import { followRedirects } from './follow-redirects.ts';
import { addressOf, elsewhere, refusalOf, toHubError, WEIGHTS, type Hub } from './hub.ts';

/** The weights of a model at one commit. */
export interface ResolvedModel {
  /** 40 hexadecimal digits. */
  readonly commit: string;
  readonly bytes: number;
  /** Of the weights, in hexadecimal. */
  readonly sha256: string;
}

/** What the disk and Node.js can read at once. */
const MAX_BYTES = 2 ** 31 - 1;

export const isCommit = (text: string): boolean => /^[0-9a-f]{40}$/.test(text);

/**
 * Asks the Hub for the commit of a revision, and for the size and SHA-256 of the weights. Errors with FetchError if there is
 * no such model, if access is denied, if the answer lacks one of them, or for a model that is too large to be read.
 */
export const resolveModel = (hub: Hub): Observable<Answer<ResolvedModel> | Retrying> =>
  askHub({
    name: hub.repo,
    retryPolicy: hub.retryPolicy,
    ask: (signal) => resolve(hub, signal),
    toError: (cause) => toHubError(hub, WEIGHTS, cause),
  });

async function resolve(hub: Hub, signal: AbortSignal): Promise<ResolvedModel> {
  let [commit, size, etag] = ['', '', ''];
  const readHeaders = ({ headers }: Response): boolean => {
    commit = headers.get('x-repo-commit') ?? commit;
    size = headers.get('x-linked-size') ?? size;
    etag = headers.get('x-linked-etag') ?? etag;
    return commit !== '' && etag !== '';
  };
  const response = await followRedirects(hub, addressOf(hub, hub.revision, WEIGHTS), {
    method: 'HEAD',
    headers: { 'accept-encoding': 'identity' },
    signal,
    // The file itself is elsewhere, and is not requested yet.
    isEnough: readHeaders,
  });
  if (response.status >= 400) throw refusalOf(hub, response);
  readHeaders(response);
  return checked(hub, commit, Number(size), etag.replace(/^(W\/)?"(.*)"$/, '$2'));
}

function checked(hub: Hub, commit: string, bytes: number, sha256: string): ResolvedModel {
  const { repo, revision, endpoint } = hub;
  if (!isCommit(commit))
    throw new FetchError(
      'DownloadFailed',
      `the commit of ${repo} (X-Repo-Commit) from ${endpoint}`,
      commit === '' ? 'an answer without it, as from a proxy or a page to sign in' : 'an invalid one',
      'Check the network and HF_ENDPOINT.',
    );
  if (isCommit(revision) && commit !== revision)
    throw new FetchError(
      'DownloadFailed',
      `the commit ${revision} of ${repo}`,
      `the commit ${commit}`,
      'Check HF_ENDPOINT.',
    );
  if (!/^[0-9a-f]{64}$/.test(sha256) || !Number.isSafeInteger(bytes) || bytes <= 0)
    throw new FetchError(
      'BadOption',
      `the SHA-256 and the size of ${WEIGHTS} (X-Linked-Etag, X-Linked-Size), to verify the download`,
      'an answer without them',
      elsewhere(hub),
    );
  if (bytes > MAX_BYTES)
    throw new FetchError(
      'BadOption',
      `${WEIGHTS} of at most ${formatBytes(MAX_BYTES)}`,
      formatBytes(bytes),
      'Choose a smaller model.',
    );
  return { commit, bytes, sha256 };
}
