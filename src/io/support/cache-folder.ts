import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** Where Millrace keeps what is fetched once per machine (XDG Base Directory: a relative path there does not count). */
export function cacheFolder(environment: Readonly<NodeJS.ProcessEnv>): string {
  const chosen = environment['XDG_CACHE_HOME'] ?? '';
  return join(isAbsolute(chosen) ? chosen : join(environment['HOME'] ?? homedir(), '.cache'), 'millrace');
}
