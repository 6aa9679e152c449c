import { Chalk } from 'chalk';
import { dotted } from '../../src/core/index.ts';
import type { Terminal } from '../terminal.ts';
import { paletteOf } from './palette.ts';
import type { Spans } from './spans.ts';

/** Chalk's levels: no colours, 16, 256, 16 million. */
export type ColourLevel = 0 | 1 | 2 | 3;

/** Returns the level that FORCE_COLOR requests; otherwise 0 if NO_COLOR is set or the output is not a terminal. */
export function colourLevel(environment: Readonly<NodeJS.ProcessEnv>, isTerminal: boolean): ColourLevel {
  // An empty variable counts as unset.
  const value = (name: string): string => environment[name] ?? '';
  const forced = value('FORCE_COLOR');
  if (['0', 'false'].includes(forced)) return 0;
  if (forced !== '') return forced === '3' ? 3 : forced === '2' ? 2 : 1;
  if (value('NO_COLOR') !== '' || !isTerminal || value('TERM') === 'dumb') return 0;
  if (['truecolor', '24bit'].includes(value('COLORTERM'))) return 3;
  return value('TERM').includes('256') ? 2 : 1;
}

/** Returns the level of a command's output: none with `--plain`. */
export const outputLevel = (
  { env, stdout }: Pick<Terminal, 'env' | 'stdout'>,
  { plain }: { readonly plain: boolean },
): ColourLevel => (plain ? 0 : colourLevel(env, stdout.isTTY));

/** Returns lines as text, coloured at the given level. Shows unprintable characters, e.g. of a file name, as dots. */
export function paint(lines: readonly Spans[], level: ColourLevel): readonly string[] {
  const palette = paletteOf(new Chalk({ level }));
  return lines.map((line) =>
    line
      .map(({ text, tone }) => palette[tone](dotted(text)))
      .join('')
      .trimEnd(),
  );
}
