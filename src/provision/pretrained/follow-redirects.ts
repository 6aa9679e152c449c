import { TransferError } from '../fetching/request-rest.ts';
import type { HubSettings } from './hub-settings.ts';

/** A request without a body. */
export interface HubRequest {
  readonly method?: 'GET' | 'HEAD';
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Returns whether a redirect need not be followed; by default each one is. */
  readonly isEnough?: (redirect: Response) => boolean;
}

const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];
const MAX_REDIRECTS = 5;

/**
 * Sends a request and follows its redirects, at most five. The token goes to the Hub's own server only: a redirect may lead
 * to any other one. Rejects with a permanent TransferError for a redirect from https to http or to another protocol, and
 * as `fetch` does.
 */
export async function followRedirects(
  { endpoint, token }: HubSettings,
  start: string,
  { isEnough = () => false, headers = {}, ...request }: HubRequest,
): Promise<Response> {
  const { origin } = new URL(endpoint);
  let url = new URL(start);
  for (let redirects = 0; ; redirects++) {
    const isOwn = token !== null && url.origin === origin;
    const response = await fetch(url, {
      ...request,
      headers: isOwn ? { ...headers, authorization: `Bearer ${token}` } : headers,
      redirect: 'manual',
    });
    if (!REDIRECTS.includes(response.status) || isEnough(response)) return response;
    await response.body?.cancel();
    if (redirects === MAX_REDIRECTS)
      throw new TransferError('permanent', `more than ${MAX_REDIRECTS} redirects`);
    url = targetOf(url, response.headers.get('location') ?? '');
  }
}

/** Messages name the server only: an address may contain a signature. */
function targetOf(from: URL, location: string): URL {
  if (location === '' || !URL.canParse(location, from.href))
    throw new TransferError('permanent', 'a redirect without an address');
  const to = new URL(location, from);
  const refuse = (what: string): TransferError => new TransferError('permanent', `a redirect to ${what}`);
  if (!['http:', 'https:'].includes(to.protocol)) throw refuse(`an address that starts with ${to.protocol}`);
  if (from.protocol === 'https:' && to.protocol === 'http:')
    throw refuse(`${to.origin}, which is not encrypted`);
  if (to.username !== '' || to.password !== '') throw refuse('an address with a password');
  return to;
}
