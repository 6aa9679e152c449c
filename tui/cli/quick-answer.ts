import { existsSync } from 'node:fs';
import { commandHelp, generalHelp, summaryLine } from './help.ts';
import { CONFIG_FILE } from './option-table.ts';
import { commands, table, version } from './tables.ts';

/**
 * Answers questions about Millrace itself from data, without loading a room: the help of everything or of a command, the
 * names of commands, the version. Null for anything else, also for the help of a user's pipeline.
 */
export function quickAnswer(args: readonly string[]): string | null {
  const [first = ''] = args;
  const isAsked = (...names: readonly string[]): boolean => args.some((arg) => names.includes(arg));
  if (first === '--version' && args.length === 1) return `millrace ${version()}`;
  if (first === 'list' && args.length === 1) return commands.map(summaryLine).join('\n');
  // A configuration file may name a user's pipeline, and `run` too.
  if (!isAsked('--help', '-h') || isAsked('--config', 'run', '--version') || existsSync(CONFIG_FILE))
    return null;
  if (first.startsWith('-')) return args.length === 1 ? generalHelp(commands) : null;
  const command = commands.find(({ name }) => name === first);
  return command === undefined ? null : commandHelp(command, table);
}
