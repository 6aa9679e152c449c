import { homedir } from 'node:os';
import { join } from 'node:path';
import { FetchError } from '../fetching/fetch-error.ts';

type Environment = Readonly<NodeJS.ProcessEnv>;

/** The Hub's server, and how to ask it. */
export interface HubSettings {
  /** The address, without a slash at its end. */
  readonly endpoint: string;
  /** Sent to the endpoint only, and never printed. */
  readonly token: string | null;
}

const ENDPOINT = 'https://huggingface.co';

/**
 * Returns the settings in the variables that Hugging Face's own programs read: `HF_ENDPOINT` and `HF_TOKEN`. Throws
 * FetchError for an invalid one.
 */
export function hubSettings(environment: Environment): HubSettings {
  const given = environment['HF_ENDPOINT']?.trim() ?? '';
  const endpoint = (given === '' ? ENDPOINT : given).replace(/\/+$/, '');
  // It may contain a password: it is not printed.
  if (!/^https?:\/\/[^@?#]+$/.test(endpoint) || !URL.canParse(endpoint))
    throw new FetchError(
      'BadOption',
      'an http or https address without a password or a query in HF_ENDPOINT',
      'another value',
      'Correct it, or unset it.',
    );
  const token = environment['HF_TOKEN']?.trim() ?? '';
  if (!/^[\x21-\x7e]*$/.test(token))
    throw new FetchError(
      'BadOption',
      'a token of letters and digits in HF_TOKEN',
      'other characters',
      'Copy it again from https://huggingface.co/settings/tokens, or unset it.',
    );
  return { endpoint, token: token === '' ? null : token };
}

/** Returns whether `HF_HUB_OFFLINE` forbids requests. */
export const isOffline = (environment: Environment): boolean =>
  /^(1|true|yes|on)$/i.test(environment['HF_HUB_OFFLINE']?.trim() ?? '');

/** Returns the folder in which Hugging Face's own programs keep models. */
export function hubCacheFolder(environment: Environment): string {
  const { HF_HUB_CACHE: cache = '', HF_HOME: home = '', XDG_CACHE_HOME: xdg = '' } = environment;
  if (cache !== '') return cache;
  const caches = xdg === '' ? join(environment['HOME'] ?? homedir(), '.cache') : xdg;
  return join(home === '' ? join(caches, 'huggingface') : home, 'hub');
}
