import { badOption, shellCommand, type AppError } from '../../src/core/index.ts';
import { isOwnFile } from './is-own-file.ts';
import type { Layer } from './settings.ts';

/**
 * Returns the error for a command that a configuration file names, if it is a file and `--trust` is not given; otherwise
 * null. A folder from somebody else must not execute code because it is entered, or because its configuration is used.
 *
 * @param name the command; undefined if the configuration names none
 * @param where the path of the configuration file
 * @param args the arguments of the command line, which the advice repeats
 */
export const untrusted = (
  name: string | undefined,
  where: string,
  { flags, args }: { readonly flags: Layer; readonly args: readonly string[] },
): AppError | null =>
  name === undefined || !isOwnFile(name) || flags['trust'] === true
    ? null
    : badOption(
        `${where}, "pipeline"`,
        'the name of a command, or --trust to run a file',
        name,
        `If you trust the code of that file: ${shellCommand([...args, '--trust'])}`,
      );
