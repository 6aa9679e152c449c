import { FetchError } from '../fetching/fetch-error.ts';
import { statusError, type TransferError } from '../fetching/request-rest.ts';
import type { RetryPolicy } from '../fetching/retry-transfer.ts';
import type { HubSettings } from './hub-settings.ts';
import type { PretrainedName } from './pretrained-name.ts';

/** A model on the Hub's server. */
export interface Hub extends HubSettings, PretrainedName {
  readonly retryPolicy: RetryPolicy;
}

/** The weights. Files in other formats are not used. */
export const WEIGHTS = 'model.safetensors';

/** Returns the address of a file of a model, at a revision. */
export const addressOf = ({ endpoint, repo }: Hub, revision: string, file: string): string =>
  `${endpoint}/${repo}/resolve/${encodeURIComponent(revision)}/${file}`;

/** How to find another model, as a sentence. */
export const elsewhere = ({ endpoint }: HubSettings): string =>
  `Names of models are at ${endpoint}/timm; HF_ENDPOINT chooses another server.`;

/** Returns the error for a request that did not succeed. */
export const toHubError = (hub: Hub, file: string, cause: TransferError): FetchError =>
  new FetchError(
    'DownloadFailed',
    `${file} of ${hub.repo} from ${hub.endpoint}`,
    cause.message,
    cause.kind === 'permanent'
      ? elsewhere(hub)
      : 'Check the network, or set HF_ENDPOINT to a server that can be reached.',
    { cause },
  );

/** Returns the error for a status that is no success; the Hub explains some of them in `X-Error-Code`. */
export function refusalOf(hub: Hub, response: Response): FetchError | TransferError {
  const { repo, revision, endpoint, token } = hub;
  const { status, headers } = response;
  const code = headers.get('x-error-code');
  const received = `HTTP status ${status} ${response.statusText}`.trim();
  const bad = (expected: string, advice: string): FetchError =>
    new FetchError('BadOption', expected, received, advice);
  if (code === 'EntryNotFound')
    return bad(
      `${WEIGHTS} in ${repo}`,
      `This model has no such file, and pickle files such as pytorch_model.bin are not used. ${elsewhere(hub)}`,
    );
  if (code === 'RevisionNotFound')
    return bad(`the revision ${revision} of ${repo}`, `Its revisions are at ${endpoint}/${repo}/tree/main.`);
  if (code === 'RepoNotFound' || status === 404)
    return bad(
      `a model ${repo} on ${endpoint}`,
      `Check the name, of which the tag after the dot is a part${token === null ? '; a private model needs HF_TOKEN' : ''}. ${elsewhere(hub)}`,
    );
  if (status === 401 || status === 403)
    return new FetchError(
      'DownloadFailed',
      `access to ${repo}`,
      received,
      token === null
        ? `The model is private, or its conditions must be accepted at ${endpoint}/${repo}; then set HF_TOKEN.`
        : `The token in HF_TOKEN gives no access: accept the conditions at ${endpoint}/${repo}, or use another token.`,
    );
  return statusError(response);
}
