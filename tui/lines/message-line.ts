import { stripVTControlCharacters } from 'node:util';
import { formatBytes, printable, type CommandEvent, type FileSaved } from '../../src/core/index.ts';
import { isMetric, jsonLine } from '../../src/reports/index.ts';
import type { Message } from '../engine-process/messages.ts';
import type { Printed } from '../printed.ts';

/**
 * Returns the line of a message of the engine process: of what a command prints, and of its own events, which are JSON
 * with `json`. Of the end by a signal to the engine process, the exit code. Null for metrics, which a display
 * shows, and for other messages.
 */
export const messageLine =
  ({ json }: { readonly json: boolean }) =>
  (message: Message): Printed | null => {
    if (message._tag === 'Printed') return plainText(message.text);
    if (message._tag === 'Ended' && message.exitCode !== undefined) return { exitCode: message.exitCode };
    if (message._tag !== 'Event' || isMetric(message.event)) return null;
    return json ? { json: jsonLine(message.event) } : plainText(message.line ?? eventLine(message.event));
  };

/** Returns an event as text: a saved file as its path and size, others as `Tag: name value, name value`. */
export function eventLine(event: CommandEvent): string {
  if (isFileSaved(event)) return `${event.path}, ${formatBytes(event.bytes)}`;
  const { _tag, ...fields } = event;
  const texts = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return texts.length === 0 ? _tag : `${_tag}: ${texts.join(', ')}`;
}

const isFileSaved = (event: CommandEvent): event is FileSaved => event._tag === 'FileSaved';

/** Removes colours, cursor movements and control characters, but keeps line breaks. */
const plainText = (text: string): string =>
  stripVTControlCharacters(text).split('\n').map(printable).join('\n');
