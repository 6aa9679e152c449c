import { Chalk } from 'chalk';
import { paletteOf } from './palette.ts';
import type { Spans } from './spans.ts';

/** Chalk's levels: no colours, 16, 256, all. */
export type ColourLevel = 0 | 1 | 2 | 3;

/** How many colours there are to paint with: what FORCE_COLOR says, else none where NO_COLOR is set or nobody looks. */
export function colourLevel(environment: Readonly<NodeJS.ProcessEnv>, isTerminal: boolean): ColourLevel {
  const value = (name: string): string => environment[name] ?? '';
  const forced = value('FORCE_COLOR');
  if (['0', 'false'].includes(forced)) return 0;
  if (forced !== '') return forced === '3' ? 3 : forced === '2' ? 2 : 1;
  if (value('NO_COLOR') !== '' || !isTerminal || value('TERM') === 'dumb') return 0;
  if (['truecolor', '24bit'].includes(value('COLORTERM'))) return 3;
  return value('TERM').includes('256') ? 2 : 1;
}

/** Lines as text with colours, or without any. What a terminal would obey, in a name, is shown as a dot. */
export function painted(lines: readonly Spans[], level: ColourLevel): readonly string[] {
  const palette = paletteOf(new Chalk({ level }));
  return lines.map((line) =>
    line
      .map(({ text, tone }) => palette[tone](text.replace(/\p{Cc}/gu, '·')))
      .join('')
      .trimEnd(),
  );
}
