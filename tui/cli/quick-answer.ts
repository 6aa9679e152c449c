import { existsSync } from 'node:fs';
import { commands } from './commands.ts';
import { guide } from './guides.ts';
import { helpText, WIDTH } from './help.ts';
import { CONFIG_FILE } from './shared-options.ts';
import { tableFor } from './table-for.ts';
import { table, version } from './tables.ts';

/**
 * Answers `--help`, `COMMAND --help`, `GUIDE --help` and `--version` from static tables, without loading the rest of
 * Millrace. Returns null for other arguments, and for the help of a user's command.
 */
export function quickAnswer(args: readonly string[]): string | null {
  const [first = ''] = args;
  const has = (...names: readonly string[]): boolean => args.some((arg) => names.includes(arg));
  if (first === '--version' && args.length === 1) return `millrace ${version()}`;
  const text =
    args.length === 2 && has('--help', '-h')
      ? guide(first, Math.min(process.stdout.columns || WIDTH, 100))
      : null;
  if (text !== null) return text;
  // `run` and a configuration file may name a user's command.
  if (!has('--help', '-h') || has('--config', 'run', '--version') || existsSync(CONFIG_FILE)) return null;
  if (first.startsWith('-')) return args.length === 1 ? helpText(undefined, table) : null;
  const command = commands.find(({ name }) => name === first);
  return command === undefined ? null : helpText(command, tableFor(table, command.name));
}
