import type { CommandEvent } from '../core/index.ts';

/** Returns an event as a line of JSON, with its line break. NaN and infinities, which JSON lacks, become null. */
export const jsonLine = (event: CommandEvent): string => `${JSON.stringify(event)}\n`;

/** Returns the content of config.json or result.json. */
export const jsonFile = (value: Readonly<Record<string, unknown>>): string =>
  `${JSON.stringify(value, null, 2)}\n`;
