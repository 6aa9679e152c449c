import { commands } from './commands.ts';
import type { OptionSpec } from './options.ts';

/** Returns the table with other options in place of those of the same name. */
export const replacing = (
  table: readonly OptionSpec[],
  others: readonly OptionSpec[],
): readonly OptionSpec[] => [
  ...others,
  ...table.filter(({ name }) => !others.some((other) => other.name === name)),
];

/** Returns the table of a command, with the options whose meaning differs for it; the table itself for another name. */
export const tableFor = (table: readonly OptionSpec[], command: string): readonly OptionSpec[] =>
  replacing(table, commands.find(({ name }) => name === command)?.replaces ?? []);
