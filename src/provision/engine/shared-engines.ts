import { isAbsolute } from 'node:path';
import { badOption, MillraceError } from '../../core/index.ts';
import { isFolder } from '../../io/index.ts';

/** The environment variable that names a folder of engines prepared by another user, such as an administrator. */
export const SHARED_ENGINES = 'MILLRACE_SHARED_ENGINES';

/**
 * Returns the folder of shared engines, which are only read; null if the variable is not set. Throws BadOption unless it
 * is the absolute path of a folder.
 */
export function sharedEngines(environment: Readonly<NodeJS.ProcessEnv>): string | null {
  const folder = environment[SHARED_ENGINES] ?? '';
  if (folder === '') return null;
  if (isAbsolute(folder) && isFolder(folder)) return folder;
  throw new MillraceError(
    badOption(
      SHARED_ENGINES,
      'the absolute path of a folder',
      folder,
      `Correct it, or unset ${SHARED_ENGINES}.`,
    ),
  );
}
