import { shellCommand } from '../../src/core/index.ts';
import type { CommandEntry } from './commands.ts';

/** Returns the example as a shell command: `npm start -- baseline photos`. */
export const exampleOf = (command: Pick<CommandEntry, 'name' | 'args' | 'example'>): string =>
  `${commandOf(command)} ${command.example}`.trim();

/** Returns a command as typed in a shell, with arguments in addition. */
export const commandOf = (
  { name, args = [name] }: Pick<CommandEntry, 'name' | 'args'>,
  ...more: readonly string[]
): string => shellCommand([...args, ...more]);
